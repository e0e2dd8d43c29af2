import { arnOf, type Cluster, type KubernetesJson, podIdentities, type Statement } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule, type Located, type Scene, type Violation } from './mechanism/rule';
import { actsAsPod, classOf, filesOf } from './secrets/provided';

interface ExternalSecret {
  readonly secretStoreRef?: { readonly name: string };
  readonly data?: readonly { readonly remoteRef: { readonly key: string } }[];
  readonly dataFrom?: readonly { readonly extract?: { readonly key: string } }[];
}

const action = 'secretsmanager:GetSecretValue';

/** Paths of secrets, each a whole one or the beginning of several, and the definition that lets somebody read them. */
interface Readable {
  readonly patterns: readonly string[];
  readonly file?: string;
}

const patternsIn = (statements: readonly Statement[], cluster: Cluster): string[] =>
  statements
    .filter(({ effect, actions }) => effect !== 'Deny' && actions.some((each) => each === action))
    .flatMap(({ resources }) => resources.map((each) => arnOf(each, cluster).split(':secret:')[1] ?? ''));

/** What the component of a store may read. */
const readableBy = ({ cluster }: Scene, store: string): Readable | undefined => {
  const component = cluster.components.find(({ provides }) => provides?.secretStore === store);
  if (component === undefined) return undefined;
  return { patterns: patternsIn(Object.values(component.iam?.(cluster) ?? {}).flat(), cluster), file: component.file };
};

const covers = (pattern: string, path: string): boolean =>
  pattern.endsWith('*') ? path.startsWith(pattern.replace(/(-\?+)?\*$/, '')) : pattern.replace(/-\?+$/, '') === path;

const listed = (patterns: readonly string[]): string => patterns.map((each) => `'${each}'`).join(' and ') || 'nothing';

/** What is copied into the cluster, by the rights of the component that copies it. */
function* copied(scene: Scene): Generator<Violation> {
  const stores = new Map<string, Readable | undefined>();
  for (const { app, json } of scene.objects) {
    if (json.kind !== 'ExternalSecret') continue;
    const { secretStoreRef, data = [], dataFrom = [] } = json.spec as ExternalSecret;
    const store = secretStoreRef?.name ?? '';
    if (!stores.has(store)) stores.set(store, readableBy(scene, store));
    const may = stores.get(store);
    if (may === undefined) continue;
    const asked = new Set([...data.map(({ remoteRef }) => remoteRef.key), ...dataFrom.flatMap(({ extract }) => extract?.key ?? [])]);
    for (const path of asked) {
      if (may.patterns.some((pattern) => covers(pattern, path))) continue;
      const fact = `is copied from '${path}', and the store '${store}' may read ${listed(may.patterns)}`;
      yield { app, json, fact, fix: `name a secret that it may read, or allow ${action} on it in ${may.file}` };
    }
  }
}

/** What pods mount without a copy, by the rights of their service account. */
function* mounted({ platform, cluster, objects, pods }: Scene): Generator<Violation> {
  const classes = new Map(
    objects.flatMap((at) =>
      at.json.kind === 'SecretProviderClass' && actsAsPod(at.json) ? [[placeOf(at.json, at.json.metadata.name), at]] : [],
    ),
  );
  if (classes.size === 0) return;
  const accounts = new Map(
    podIdentities(platform, cluster).map((each) => [`${each.namespace}/${each.serviceAccount}`, patternsIn(each.statements, cluster)]),
  );
  for (const { app, json, spec } of pods) {
    const account = spec.serviceAccountName ?? 'default';
    const patterns = accounts.get(placeOf(json, account)) ?? [];
    const read = (spec.volumes ?? []).flatMap((volume) => pathsOf(classes.get(placeOf(json, classOf(volume)))));
    for (const { path, by } of read.filter(({ path }) => !patterns.some((pattern) => covers(pattern, path)))) {
      const fact = `mounts '${path}' by SecretProviderClass ${by}, and its account '${account}' may read ${listed(patterns)}`;
      yield { app, json, fact, fix: 'name a secret that is its own, or run it as the account whose secrets these are' };
    }
  }
}

/** Each secret that a class gives files of, once. */
const pathsOf = (provided?: Located): { readonly path: string; readonly by: string }[] =>
  provided ? [...new Set(filesOf(provided.json).map(({ path }) => path))].map((path) => ({ path, by: provided.json.metadata.name })) : [];

const placeOf = ({ metadata }: KubernetesJson, name?: string): string => `${metadata.namespace}/${name}`;

export default defineRule({
  why: 'Nobody may read what a Secret is copied from, or what a pod mounts, and the pods do not start.',
  incidents: ['I05'],
  *check(scene) {
    yield* copied(scene);
    yield* mounted(scene);
  },
  mutation: (apps) => {
    const { data } = firstOf(apps, 'ExternalSecret').spec;
    data[0].remoteRef.key = `elsewhere/${data[0].remoteRef.key}`;
  },
});
