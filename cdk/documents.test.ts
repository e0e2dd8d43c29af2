import { samplePlatform, sampleRegistry } from '#model/sample';
import { definition, type Fields, sampleWith } from '#model/testing';
import { resourcesOf } from './reading';
import { type StackTemplate, templatesOf } from './templates';
import { cellar, restaurant, sommelier } from './testing';

const services = Object.entries({ cellar, sommelier }).map(([name, service]) =>
  definition(`services/restaurant/${name}/service.ts`, service),
);
const [open] = sampleRegistry().environments;

/** The sample as a small environment, in as many regions. */
const small = (regions: readonly string[]): StackTemplate[] => {
  const fields = open?.exports.default as Fields;
  const clusters = regions.map((region, index) => ({
    ...{ region, zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: `10.20${index}.0.0/16`, standby: index > 0 },
  }));
  const environments = [definition('platform/environments/open.ts', { ...fields, shape: 'small', targets: undefined, clusters })];
  return templatesOf(samplePlatform({ ...sampleWith({}, { services }), environments }));
};

const stacks = templatesOf(restaurant);
const inStack = (all: readonly StackTemplate[], stack: string, type: string) =>
  resourcesOf(
    all.filter((each) => each.stack === stack),
    type,
  ).map(({ Properties }) => Properties);

describe('documents', () => {
  const instances = (all: readonly StackTemplate[], place: string): string[] =>
    inStack(all, `${place}-documents`, 'AWS::DocDB::DBInstance').map(({ DBInstanceClass }) => DBInstanceClass);

  test('have as many instances as their environment spends on', () => {
    expect(instances(stacks, 'open/ap-south-1')).toEqual(['db.t4g.medium']);
    expect(instances(small(['ap-south-1']), 'open/ap-south-1')).toEqual(['db.t4g.medium', 'db.t4g.medium']);
    expect(instances(stacks, 'terrace/ap-south-1')).toEqual(['db.r6g.large', 'db.r6g.large', 'db.r6g.large']);
    expect(instances(stacks, 'terrace/ap-south-2')).toEqual(['db.r6g.large', 'db.r6g.large']);
  });

  test('of several regions are on none of the instances that cannot share them', () => {
    const shared = small(['ap-south-1', 'ap-south-2']);
    for (const place of ['open/ap-south-1', 'open/ap-south-2']) expect(instances(shared, place)).toEqual(['db.r6g.large', 'db.r6g.large']);
  });

  test('of a further region follow those of the first, from which they have administrator and users', () => {
    const [first] = inStack(stacks, 'terrace/ap-south-1-documents', 'AWS::DocDB::DBCluster');
    const [follower] = inStack(stacks, 'terrace/ap-south-2-documents', 'AWS::DocDB::DBCluster');
    const [global] = inStack(stacks, 'terrace/ap-south-1-documents', 'AWS::DocDB::GlobalCluster');
    expect(global).toMatchObject({ SourceDBClusterIdentifier: { Ref: 'cluster' }, DeletionProtection: true });
    expect(first.GlobalClusterIdentifier).toBeUndefined();
    expect(follower).toMatchObject({ GlobalClusterIdentifier: global.GlobalClusterIdentifier, BackupRetentionPeriod: 35 });
    expect([follower.MasterUsername, follower.MasterUserPassword]).toEqual([undefined, undefined]);
    expect(first.DBClusterIdentifier).not.toBe(follower.DBClusterIdentifier);
    expect(inStack(stacks, 'terrace/ap-south-2-documents', 'Custom::DocumentsLogin')).toEqual([]);
  });

  test('of one region follow nobody', () => expect(inStack(stacks, 'open/ap-south-1-documents', 'AWS::DocDB::GlobalCluster')).toEqual([]));

  test('are found by an address of each region, and by a login that is the same everywhere', () => {
    const secretOf = (stack: string, path: string) =>
      inStack(stacks, stack, 'AWS::SecretsManager::Secret').find(({ Name }) => Name === path);
    const address = (region: string) => secretOf(`terrace/${region}-documents`, 'restaurant/terrace/documents');
    expect(JSON.stringify(address('ap-south-1').SecretString)).toContain('"Fn::GetAtt":["cluster","Endpoint"]');
    expect(JSON.stringify(address('ap-south-2').SecretString)).toContain('"Fn::GetAtt":["cluster","ReadEndpoint"]');
    for (const region of ['ap-south-1', 'ap-south-2']) expect(address(region).ReplicaRegions).toBeUndefined();
    const login = secretOf('terrace/ap-south-1-documents', 'restaurant/terrace/cellar/documents');
    expect(login.GenerateSecretString.SecretStringTemplate).toBe('{"dbname":"cellar","username":"cellar"}');
    expect(login.ReplicaRegions).toEqual([{ Region: 'ap-south-2', KmsKeyId: 'alias/terrace-ap-south-2/secrets' }]);
  });

  test('no template holds the password of the administrator', () => {
    for (const { Properties } of resourcesOf(stacks, 'AWS::DocDB::DBCluster').filter(({ Properties }) => Properties.MasterUsername))
      expect(JSON.stringify(Properties.MasterUserPassword)).toMatch(/^\{"Fn::Join":\["",\["\{\{resolve:secretsmanager:",\{"Ref"/);
  });
});

describe('the functions that make logins', () => {
  test('are inside the VPC, and get no further than stores, AWS and the answer to CloudFormation', () => {
    const functions = inStack(stacks, 'terrace/ap-south-1-documents', 'AWS::Lambda::Function').filter(({ VpcConfig }) => VpcConfig);
    expect(functions.map(({ Handler }) => Handler)).toEqual(['index.handler', 'index.rotation']);
    for (const { VpcConfig, Environment } of functions) {
      expect(VpcConfig.SecurityGroupIds).toEqual([{ 'Fn::GetAtt': ['functionsgroup', 'GroupId'] }]);
      expect(Environment.Variables.NODE_EXTRA_CA_CERTS).toBe('/var/runtime/ca-cert.pem');
    }
    const group = inStack(stacks, 'terrace/ap-south-1-documents', 'AWS::EC2::SecurityGroup').find(({ GroupDescription }) =>
      GroupDescription.startsWith('Functions'),
    );
    expect(group.SecurityGroupIngress).toBeUndefined();
    expect(group.SecurityGroupEgress.map(({ CidrIp = 'S3', FromPort }: Fields) => `${CidrIp} ${FromPort}`)).toEqual([
      ...['10.210.208.0/22', '10.210.212.0/22', '10.210.216.0/22'].map((range) => `${range} 27017`),
      ...['10.210.224.0/24', '10.210.225.0/24', '10.210.226.0/24'].map((range) => `${range} 443`),
      'S3 443',
    ]);
  });

  test('are the same bytes in every stack, under the name of their content', () => {
    const keys = resourcesOf(stacks, 'AWS::Lambda::Function').filter(({ Properties }) => Properties.VpcConfig);
    expect(new Set(keys.map(({ Properties }) => Properties.Code.S3Key)).size).toBe(1);
  });

  test('change passwords where customers are served, that of the administrator too', () =>
    expect(resourcesOf(stacks, 'AWS::SecretsManager::RotationSchedule').flatMap(({ at }) => (at.includes('-documents') ? at : []))).toEqual(
      ['terrace/ap-south-1-documents cellarrotation', 'terrace/ap-south-1-documents administratorrotation'],
    ));
});

describe('search', () => {
  const nodes = (all: readonly StackTemplate[], place: string) => {
    const [domain] = inStack(all, `${place}-search`, 'AWS::OpenSearchService::Domain');
    const { ClusterConfig, VPCOptions, EBSOptions } = domain;
    const { InstanceCount, InstanceType, DedicatedMasterType, DedicatedMasterCount = 0, MultiAZWithStandbyEnabled } = ClusterConfig;
    const managers = DedicatedMasterType ? `${DedicatedMasterCount} × ${DedicatedMasterType}` : 'none';
    const zones = ClusterConfig.ZoneAwarenessConfig?.AvailabilityZoneCount ?? 1;
    expect(VPCOptions.SubnetIds).toHaveLength(zones);
    return [`${InstanceCount} × ${InstanceType}`, `${EBSOptions.VolumeSize} GiB`, managers, zones, MultiAZWithStandbyEnabled];
  };

  test('has as many nodes as its environment spends on', () => {
    expect(nodes(stacks, 'open/ap-south-1')).toEqual(['1 × t3.small.search', '10 GiB', 'none', 1, false]);
    expect(nodes(small(['ap-south-1']), 'open/ap-south-1')).toEqual(['2 × t3.medium.search', '20 GiB', '3 × t3.small.search', 2, false]);
    for (const place of ['terrace/ap-south-1', 'terrace/ap-south-2'])
      expect(nodes(stacks, place)).toEqual(['3 × r7g.large.search', '100 GiB', '3 × m7g.large.search', 3, true]);
  });

  test('of two zones has the same number of nodes in each, and none in reserve', () => {
    const fields = open?.exports.default as Fields;
    const clusters = [{ region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.200.0.0/16' }];
    const environments = [definition('platform/environments/open.ts', { ...fields, clusters })];
    const two = templatesOf(samplePlatform({ ...sampleWith({}, { services }), environments }));
    expect(nodes(two, 'open/ap-south-1')).toEqual(['4 × r7g.large.search', '100 GiB', '3 × m7g.large.search', 2, false]);
  });

  test('is asked by the role of each service for its own indices alone', () => {
    const rights = resourcesOf(stacks, 'AWS::IAM::Policy')
      .flatMap(({ at, Properties }) => Properties.PolicyDocument.Statement.map((statement: Fields) => ({ at, ...statement })))
      .filter(({ Action }) => JSON.stringify(Action).includes('"es:'));
    expect(rights.map(({ at, Resource }) => [at.split(' ')[0], Resource])).toEqual([
      ['open/ap-south-1-identity', 'arn:aws:es:ap-south-1:888888888888:domain/open/sommelier-*'],
      ['terrace/ap-south-1-identity', 'arn:aws:es:ap-south-1:777777777777:domain/terrace/sommelier-*'],
      ['terrace/ap-south-2-identity', 'arn:aws:es:ap-south-2:777777777777:domain/terrace/sommelier-*'],
    ]);
  });

  test('makes the role of its account once, and stays calm when it is there', () => {
    const [asked] = inStack(stacks, 'open/ap-south-1-search', 'Custom::SearchServiceRole');
    expect(JSON.parse(asked.Create)).toMatchObject({ action: 'CreateServiceLinkedRoleCommand', ignoreErrorCodesMatching: 'InvalidInput' });
    expect(asked.Delete).toBeUndefined();
    const [domain] = resourcesOf(stacks, 'AWS::OpenSearchService::Domain');
    expect(domain?.DependsOn).toContain(Object.keys(domain?.stack.resources ?? {}).find((id) => id.startsWith('servicerole2')));
  });
});

test('an environment whose services ask for neither has neither', () => {
  const platform = samplePlatform(sampleRegistry());
  expect(templatesOf(platform).filter(({ stack }) => /documents|search/.test(stack))).toEqual([]);
});
