import { samplePlatform } from '#model/sample';
import { type Fields, open, sampleWith } from '#model/testing';
import { resourcesOf } from './reading';
import { type StackTemplate, templatesOf } from './templates';
import { restaurant } from './testing';

const [home, follower] = ['terrace/ap-south-1-data', 'terrace/ap-south-2-data'];
const first = { region: 'ap-south-1', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.200.0.0/16' };
const second = { ...first, region: 'ap-south-2', cidr: '10.220.0.0/16' };

/** The sample's environment in two regions, held to the targets. */
const held = (fields: Fields): StackTemplate[] => templatesOf(samplePlatform(sampleWith({ [open]: { targets: undefined, ...fields } })));

const stacks = templatesOf(restaurant);
const only = (type: string, stack: string, all: readonly StackTemplate[] = stacks) => {
  const found = resourcesOf(
    all.filter((each) => each.stack === stack),
    type,
  );
  if (found.length !== 1) throw new Error(`${stack} has ${found.length} of ${type}`);
  return found[0]?.Properties;
};
const clusterIn = (stack: string, all?: readonly StackTemplate[]) => only('AWS::RDS::DBCluster', stack, all);
const idsIn = (stack: string, type: string): string[] =>
  resourcesOf(
    stacks.filter((each) => each.stack === stack),
    type,
  ).map(({ id }) => id);

test('the first region makes a database that others follow, and one of them does', () => {
  expect(only('AWS::RDS::GlobalCluster', home)).toMatchObject({
    GlobalClusterIdentifier: 'terrace',
    SourceDBClusterIdentifier: { Ref: 'cluster' },
    DeletionProtection: true,
  });
  expect(clusterIn(follower)).toMatchObject({ GlobalClusterIdentifier: 'terrace', StorageEncrypted: true, BackupRetentionPeriod: 35 });
  expect(clusterIn(home).GlobalClusterIdentifier).toBeUndefined();
});

test('both have the version and the connections of the other, and keys of their own', () => {
  const [one, other] = [clusterIn(home), clusterIn(follower)];
  for (const field of ['Engine', 'EngineVersion', 'Port', 'EnableHttpEndpoint']) expect(other[field]).toEqual(one[field]);
  const parameters = [home, follower].map((stack) => only('AWS::RDS::DBClusterParameterGroup', stack).Parameters);
  expect(parameters[1]).toEqual(parameters[0]);
  expect(JSON.stringify(one.KmsKeyId)).toContain('terrace-ap-south-1-keys');
  expect(JSON.stringify(other.KmsKeyId)).toContain('terrace-ap-south-2-keys');
});

test('what follows has instances in two zones that rest, and no writer, login or administrator of its own', () => {
  expect(idsIn(follower, 'AWS::RDS::DBInstance')).toEqual(['reader1', 'reader2']);
  expect(clusterIn(follower).ServerlessV2ScalingConfiguration).toEqual({ MinCapacity: 2, MaxCapacity: 64 });
  expect(clusterIn(home).ServerlessV2ScalingConfiguration).toEqual({ MinCapacity: 8, MaxCapacity: 64 });
  for (const field of ['MasterUsername', 'MasterUserPassword', 'ManageMasterUserPassword', 'MasterUserSecret'])
    expect(clusterIn(follower)[field]).toBeUndefined();
  expect(idsIn(follower, 'Custom::DatabaseLogin')).toEqual([]);
  expect(idsIn(follower, 'AWS::SecretsManager::RotationSchedule')).toEqual([]);
});

test('AWS manages no password of a database in several regions: it is made up, and the template refers to it', () => {
  const { MasterUsername, MasterUserPassword, ManageMasterUserPassword } = clusterIn(home);
  expect(ManageMasterUserPassword).toBeUndefined();
  expect(JSON.stringify(MasterUserPassword)).toMatch(/\{\{resolve:secretsmanager:.*"Ref":"administrator".*:SecretString:password::\}\}/);
  const secret = stacks.find(({ stack }) => stack === home)?.resources.administrator?.Properties;
  expect(secret).toMatchObject({
    Name: 'restaurant-admin/terrace/database',
    GenerateSecretString: {
      SecretStringTemplate: JSON.stringify({ dbname: 'postgres', username: MasterUsername }),
      GenerateStringKey: 'password',
    },
    ReplicaRegions: [{ Region: 'ap-south-2', KmsKeyId: 'alias/terrace-ap-south-2/secrets' }],
  });
  expect(clusterIn('open/ap-south-1-data')).toMatchObject({ ManageMasterUserPassword: true });
});

test('logins are copied, addresses are not: each region has its own under the same name', () => {
  const secrets = (stack: string) =>
    resourcesOf(
      stacks.filter((each) => each.stack === stack),
      'AWS::SecretsManager::Secret',
    );
  const [here, there] = [home, follower].map((stack) => secrets(stack).find(({ id }) => id === 'address')?.Properties);
  for (const address of [here, there]) {
    expect(address).toMatchObject({ Name: 'restaurant/terrace/database' });
    expect(address.ReplicaRegions).toBeUndefined();
    expect(JSON.stringify(address.SecretString)).toMatch(/"Endpoint\.Address".*"Endpoint\.Port".*"ReadEndpoint\.Address"/);
  }
  for (const { id, Properties } of secrets(home).filter((each) => each.id.endsWith('login'))) {
    expect({ id, copies: Properties.ReplicaRegions }).toEqual({ id, copies: [expect.objectContaining({ Region: 'ap-south-2' })] });
    expect(JSON.stringify(Properties.GenerateSecretString)).not.toContain('host');
  }
});

describe('when the other region becomes the active one', () => {
  const [before, after] = [false, true].map((moved) =>
    held({
      clusters: [
        { ...first, standby: moved },
        { ...second, standby: !moved },
      ],
    }),
  );

  test.each(['data', 'secrets'])('nothing that holds %s is replaced, and nothing is made anew', (concern) => {
    const lasting = ['AWS::RDS::GlobalCluster', 'AWS::RDS::DBInstance', 'AWS::SecretsManager::Secret', 'AWS::KMS::Key'];
    const shown = (all: readonly StackTemplate[] = []) =>
      resourcesOf(
        all.filter(({ stack }) => stack.endsWith(`-${concern}`)),
        ...lasting,
      ).map(({ at, Properties }) => [at, Properties]);
    expect(shown(after)).toEqual(shown(before));
  });

  test('of a cluster nothing changes but how far it rests', () => {
    for (const stack of ['open/ap-south-1-data', 'open/ap-south-2-data']) {
      const { ServerlessV2ScalingConfiguration: was, ...fields } = clusterIn(stack, before);
      expect(clusterIn(stack, after)).toEqual({ ...fields, ServerlessV2ScalingConfiguration: expect.not.objectContaining(was) });
    }
  });
});

test('writes wait for the standby only where that is asked for, and in the active region alone', () => {
  const waiting = held({ clusters: [first, { ...second, standby: true }], database: { maxConnections: 500, writesWait: true } });
  const bound = (all: readonly StackTemplate[], stack: string) =>
    only('AWS::RDS::DBClusterParameterGroup', stack, all).Parameters['rds.global_db_rpo'];
  expect(bound(waiting, 'open/ap-south-1-data')).toBe('300');
  expect(bound(waiting, 'open/ap-south-2-data')).toBeUndefined();
  for (const stack of [home, follower]) expect(bound(stacks, stack)).toBeUndefined();
});
