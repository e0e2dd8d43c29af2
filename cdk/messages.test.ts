import { StorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { type Cluster, names } from '#model';
import { samplePlatform } from '#model/sample';
import { type Changes, component, kitchen, menu, open, sampleWith, waiter } from '#model/testing';
import { resourcesOf } from './reading';
import { type StackTemplate, templatesOf } from './templates';
import { restaurant } from './testing';

const stacks = templatesOf(restaurant);
const sampleStacks = (changes: Changes): StackTemplate[] => templatesOf(samplePlatform(sampleWith(changes)));
const propertiesIn = (name: string, type: string, from: readonly StackTemplate[] = stacks) =>
  resourcesOf(
    from.filter(({ stack }) => stack === name),
    type,
  ).map(({ Properties }) => Properties);
const namesOf = (records: readonly { Name: unknown }[]): unknown[] => records.map(({ Name }) => Name);

describe('mail to people', () => {
  test('is from the domain of the environment, by rules that nobody has to name', () => {
    const [sender] = propertiesIn('terrace/ap-south-1-messages', 'AWS::SES::EmailIdentity');
    expect([sender.EmailIdentity, sender.ConfigurationSetAttributes.ConfigurationSetName]).toEqual(['example.org', { Ref: 'rules' }]);
  });

  test('is not sent again to who is not there or complained', () => {
    const [rules] = propertiesIn('terrace/ap-south-1-messages', 'AWS::SES::ConfigurationSet');
    expect(rules.SuppressionOptions.SuppressedReasons).toEqual(['BOUNCE', 'COMPLAINT']);
  });

  test('is signed in each region by keys of its own, and what is not signed is told of once', () => {
    const records = (region: string) => namesOf(propertiesIn(`terrace/${region}-messages`, 'AWS::Route53::RecordSet'));
    const tokens = [1, 2, 3].map((token) => ({ 'Fn::GetAtt': ['sender', `DkimDNSTokenName${token}`] }));
    expect(records('ap-south-1')).toEqual([...tokens, '_dmarc.example.org']);
    expect(records('ap-south-2')).toEqual(tokens);
  });
});

test('text messages ring where they cost a tenth of the budget', () => {
  const [alarm] = propertiesIn('terrace/ap-south-1-messages', 'AWS::CloudWatch::Alarm');
  expect([alarm.MetricName, alarm.Threshold]).toEqual(['SMSMonthToDateSpentUSD', 500]);
});

describe.each([
  ['nothing', [], [], []],
  ['mail', ['email'], ['AWS::SES::ConfigurationSet', 'AWS::SES::EmailIdentity'], ['email']],
  ['text messages', ['sms'], ['AWS::CloudWatch::Alarm'], ['sns']],
])('where services send %s', (_, sends, types, services) => {
  const made = sampleStacks({ [waiter]: { sends } });

  test('there is what it takes', () => {
    const messages = resourcesOf(made.filter(({ stack }) => stack === 'open/ap-south-1-messages'));
    expect([...new Set(messages.map(({ Type }) => Type))].filter((type) => type !== 'AWS::Route53::RecordSet').sort()).toEqual(types);
  });

  test('there is a private way to it', () => {
    const ways = propertiesIn('open/ap-south-1-network', 'AWS::EC2::VPCEndpoint', made).map(({ ServiceName }) =>
      JSON.stringify(ServiceName),
    );
    expect(['email', 'sns'].filter((service) => ways.some((way) => way.includes(`"${service}"`) || way.includes(`.${service}"`)))).toEqual(
      services,
    );
  });
});

describe('keys', () => {
  const purposes = (made: readonly StackTemplate[]): string[] =>
    propertiesIn('open/ap-south-1-keys', 'AWS::KMS::Alias', made).map(({ AliasName }) => AliasName.replace('alias/open-ap-south-1/', ''));
  const nothing = { database: undefined, buckets: undefined, cache: undefined, queues: undefined, produces: [], consumes: [] };

  test('are there for what is stored, and for nothing else', () => {
    const made = sampleStacks({ [open]: { shape: 'frugal' }, [waiter]: nothing, [kitchen]: nothing, [menu]: nothing });
    expect(purposes(made)).toEqual(['kubernetes', 'secrets', 'logs', 'alarms', 'audit']);
  });

  test('are there for disks where a storage class names theirs', () => {
    const disks = ({ name }: Cluster) => [
      new StorageClass({
        metadata: { name: 'disks' },
        provisioner: 'ebs.csi.aws.com',
        parameters: { kmsKeyId: names.keyAlias(name, 'disks') },
      }),
    ];
    expect(purposes(sampleStacks({ [component('door')]: { objects: disks } }))).toContain('disks');
    expect(purposes(sampleStacks({}))).not.toContain('disks');
  });
});
