import { names } from '#model';
import { firstOf } from '../mechanism/pods';
import { defineContract, type Kind, type Sides } from './contract';
import { createdAt, inAccount, objectsOf, type Placed, propertiesOf, tagOf, usedBy } from './reading';

interface ExternalSecret {
  readonly spec: { readonly data?: readonly { readonly remoteRef: { readonly key: string; readonly property?: string } }[] };
}

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

/** Whether a secret is in the cluster's region: made there, or copied there. */
const reaches = ({ template, properties }: Placed, { cluster }: Sides): boolean =>
  template.region === cluster.region ||
  (properties.ReplicaRegions ?? []).some(({ Region }: { Region: string }) => Region === cluster.region);

export default defineContract({
  what: 'secret',
  kind: 'secret',
  why: 'An ExternalSecret whose secret or key is not there stays in error, and pods that mount it wait for ever.',
  *created(sides) {
    for (const secret of inAccount(sides, 'AWS::SecretsManager::Secret').filter((each) => reaches(each, sides)))
      for (const [key, kind] of keysOf(secret)) yield { ...createdAt(secret, `${secret.properties.Name} ${key}`), kind };
  },
  *used(sides) {
    for (const object of objectsOf<ExternalSecret>(sides, 'ExternalSecret'))
      for (const { remoteRef } of object.json.spec.data ?? [])
        yield usedBy(object, `${remoteRef.key} ${remoteRef.property ?? ''}`.trimEnd());
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
