import { allow, allowUnscoped, defineComponent, secret } from '#model';
import { samplePlatform, sampleRegistry } from '#model/sample';
import { definition, type Fields, open, sampleWith } from '#model/testing';

/** Needs two actions of AWS: one that can be scoped, and one that cannot. */
const usher = defineComponent({
  purpose: 'Shows guests to their tables.',
  chart: { repository: 'https://charts.sample.org', name: 'usher', version: '1.0.0' },
  iam: ({ environment }) => ({
    usher: [allowUnscoped(['ec2:DescribeInstances']), allow(['secretsmanager:GetSecretValue'], secret(`restaurant/${environment.name}/*`))],
  }),
  provides: { serviceAccounts: ['usher'] },
});

const [first] = sampleRegistry().environments;

/** The sample with two environments: one that costs little, and one with a standby. Together they have every stack. */
export const restaurant = samplePlatform(
  sampleWith(
    { [open]: { shape: 'frugal' } },
    {
      components: [definition('components/sample/usher.ts', usher)],
      environments: [
        definition('platform/environments/terrace.ts', {
          ...(first?.exports.default as Fields),
          purpose: 'Serves guests outside, from another kitchen when its own burns.',
          account: '777777777777',
          domain: 'example.org',
          clusters: [
            { region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.210.0.0/16' },
            { region: 'ap-south-2', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.220.0.0/16', standby: true },
          ],
        }),
      ],
      releases: [definition('releases/terrace.json', { revision: null, images: {} })],
    },
  ),
);
