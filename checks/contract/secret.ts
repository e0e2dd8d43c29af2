import { names } from '#model';
import { firstOf } from '../mechanism/pods';
import { filesOf } from '../secrets/provided';
import { defineContract, type End, type Kind, type Sides } from './contract';
import { besideCluster, createdAt, inAccount, objectsOf, type Placed, propertiesOf, tagOf, usedBy } from './reading';

interface Remote {
  readonly key: string;
  readonly property?: string;
}

interface ExternalSecret {
  readonly spec: {
    readonly secretStoreRef?: { readonly name: string };
    readonly data?: readonly { readonly remoteRef: Remote }[];
    readonly dataFrom?: readonly { readonly extract?: Remote; readonly find?: { readonly path?: string } }[];
  };
}

interface SecretStore {
  readonly spec: { readonly provider?: { readonly aws?: { readonly service?: string } } };
}

/** A parameter of Systems Manager, which is a value of its own and has no keys. */
const parameter = (path: string): string => `parameter ${path}`;

/** Stores that lead to Parameter Store. */
const parameterStores = (sides: Sides): ReadonlySet<string> =>
  new Set(
    ['ClusterSecretStore', 'SecretStore'].flatMap((kind) =>
      objectsOf<SecretStore>(sides, kind)
        .filter(({ json }) => json.spec.provider?.aws?.service === 'ParameterStore')
        .map(({ json }) => json.metadata.name),
    ),
  );

/** What an ExternalSecret asks for; all keys at once where it names none, which nobody can hold against those that there are. */
const asked = ({ data = [], dataFrom = [] }: ExternalSecret['spec']): Remote[] => [
  ...data.map(({ remoteRef }) => remoteRef),
  ...dataFrom.map(({ extract, find }) => extract ?? { key: find?.path ?? 'anything' }),
];

/** Keys of a secret: those of the text that AWS completes or stores, or for one without a value those that its tag promises. */
const keysOf = ({ properties }: Placed): [key: string, kind: Kind][] => {
  const { SecretStringTemplate: text = properties.SecretString, GenerateStringKey: made } = properties.GenerateSecretString ?? {};
  if (text === undefined) return (tagOf(properties, names.secretKeysTag)?.split(' ') ?? []).map((key) => [key, 'secret']);
  const fixed = Object.entries(JSON.parse(literal(text))).map(([key, value]): [string, Kind] => [key, kindOf(String(value))]);
  return made === undefined ? fixed : [...fixed, [made, 'secret']];
};

/** A value that AWS looks up in another secret is as secret as that. */
const kindOf = (value: string): Kind => {
  if (value.startsWith('{{resolve:secretsmanager:')) return 'secret';
  return value === open ? 'assigned' : 'derived';
};

/** Stands for what only a deployment knows. */
const open = '<assigned>';

const literal = (text: string | { readonly 'Fn::Join': readonly [string, readonly unknown[]] }): string =>
  typeof text === 'string' ? text : text['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : open)).join('');

/** Of a database in several regions one address is read where it is written, the other where it follows. */
const spareOf = (path: string, key: string, { cluster }: Sides): Pick<End, 'spare'> => {
  if (path !== names.databaseAddressPath(cluster.organisation.name, cluster.environment.name)) return {};
  return key === (cluster.standby ? 'host' : 'reader') ? { spare: 'It is read once the region is active, or no longer.' } : {};
};

/** Whether a secret is in the cluster's region: made there, or copied there. */
const reaches = ({ template, properties }: Placed, { cluster }: Sides): boolean =>
  template.region === cluster.region ||
  (properties.ReplicaRegions ?? []).some(({ Region }: { Region: string }) => Region === cluster.region);

export default defineContract({
  what: 'secret',
  kind: 'secret',
  why: 'Pods wait for ever for an ExternalSecret or SecretProviderClass whose secret or key is not there.',
  *created(sides) {
    const { organisation, environment } = sides.cluster;
    const foreign = [names.databaseAdminPath, names.documentsAdminPath].map((path) => path(organisation.name, environment.name));
    for (const secret of inAccount(sides, 'AWS::SecretsManager::Secret').filter((each) => reaches(each, sides))) {
      const path: string = secret.properties.Name;
      // What no cluster may read does not cross.
      if (foreign.includes(path)) continue;
      for (const [key, kind] of keysOf(secret)) yield { ...createdAt(secret, `${path} ${key}`), kind, ...spareOf(path, key, sides) };
    }
    // Those without a name of ours are for AWS alone.
    for (const made of besideCluster(sides, 'AWS::SSM::Parameter').filter(({ properties }) => properties.Name))
      yield { ...createdAt(made, parameter(made.properties.Name)), kind: 'assigned' };
  },
  *used(sides) {
    const parameters = parameterStores(sides);
    for (const object of objectsOf<ExternalSecret>(sides, 'ExternalSecret'))
      for (const { key, property = '' } of asked(object.json.spec)) {
        const isParameter = parameters.has(object.json.spec.secretStoreRef?.name ?? '');
        yield usedBy(object, isParameter ? parameter(key) : `${key} ${property}`.trimEnd());
      }
    for (const object of objectsOf(sides, 'SecretProviderClass'))
      for (const { path, property } of filesOf(object.json)) yield usedBy(object, `${path} ${property}`);
  },
  fix: {
    missing: 'let a stack create it (cdk/planned-secrets.ts), or name one that is there',
    unused: 'let something read it, or take it out of the definition that asks for it',
  },
  mutations: {
    template: (templates) => {
      const named = propertiesOf(templates, 'AWS::SecretsManager::Secret').find(({ Name }) => Name);
      if (named === undefined) throw new RangeError('no secret to change');
      named.Name += '-renamed';
    },
    manifest: (apps) => {
      firstOf(apps, 'ExternalSecret').spec.data[0].remoteRef.property = 'pasword';
    },
  },
});
