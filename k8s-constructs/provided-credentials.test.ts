import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { Cluster, KubernetesJson, Platform } from '#model';
import { samplePlatform } from '#model/sample';
import { component, definition, kitchen, meals, open, sampleWith, waiter } from '#model/testing';
import { renderService } from './render';
import { SecretProviderClass } from './secret-provider-class';

/** The same services where secrets are copied into the cluster, and where pods mount them by the driver. */

const driver = {
  [component('vault')]: {
    provides: {
      kinds: { 'secrets-store.csi.x-k8s.io/v1': { namespaced: ['SecretProviderClass'] } },
      secretStore: undefined,
      secretProvider: 'aws',
    },
  },
};
const elsewhere = { owner: 'front', purpose: 'Does its work.', image: 'images.example.org/it', slo: 'none' };
const services = [
  definition('services/restaurant/clock/service.ts', {
    ...{ ...elsewhere, tier: 'batch', secrets: ['key'] },
    tasks: { nightly: { schedule: '0 3 * * *', command: ['ring'] }, once: { command: ['wind'] } },
  }),
  definition('services/restaurant/cellar/service.ts', {
    ...{ ...elsewhere, tier: 'critical', secrets: ['key'], ports: { tap: { port: 6379 } }, probes: { ready: { tcp: 'tap' } } },
    storage: { size: '10Gi', path: '/data' },
  }),
];
const chef = definition(component('chef'), {
  purpose: 'Lets a new dish in guest by guest.',
  role: 'delivery',
  chart: { repository: 'https://charts.sample.org', name: 'chef', version: '1.0.0' },
  provides: { kinds: { 'argoproj.io/v1alpha1': { namespaced: ['Rollout', 'AnalysisTemplate'] } }, delivery: 'rollout' },
});
const more = { services, components: [chef] };
const changes = {
  [kitchen]: { consumes: [meals.cooked], worker: {} },
  [open]: { roles: { delivery: 'chef' } },
  [waiter]: { rollout: 'canary' },
  [component('scraper')]: { provides: { prometheus: 'http://scraper.scraper:9090' } },
};

const copied = samplePlatform(sampleWith(changes, more));
const mounted = samplePlatform(sampleWith({ ...changes, ...driver }, more));

interface Templated {
  readonly template?: { readonly spec: IPodSpec };
  readonly jobTemplate?: { readonly spec: { readonly template: { readonly spec: IPodSpec } } };
}

const render = (platform: Platform): KubernetesJson[] =>
  platform.services.flatMap((service) => renderService(platform, platform.clusters[0] as Cluster, service).objects.map(({ json }) => json));

const podsIn = (objects: readonly KubernetesJson[]): { name: string; pod: IPodSpec }[] =>
  objects.flatMap(({ kind, metadata, spec }) => {
    const { template, jobTemplate } = (spec ?? {}) as Templated;
    const pod = (jobTemplate?.spec.template ?? template)?.spec;
    return pod ? [{ name: `${kind} ${metadata.name}`, pod }] : [];
  });

/** Every file that a pod finds its secrets in, with the secret and the property that it has. */
const filesOf = (pod: IPodSpec, objects: readonly KubernetesJson[]): string[] =>
  (pod.volumes ?? []).flatMap(({ name, secret, csi }) => {
    const folder = pod.containers[0]?.volumeMounts?.find((mount) => mount.name === name)?.mountPath;
    const source = objects.find(
      ({ kind, metadata }) =>
        (kind === 'ExternalSecret' && metadata.name === secret?.secretName) ||
        (kind === 'SecretProviderClass' && metadata.name === csi?.volumeAttributes?.secretProviderClass),
    );
    return source ? valuesOf(source).map(([file, from]) => `${folder}/${file} ${from}`) : [];
  });

interface External {
  readonly data: { readonly secretKey: string; readonly remoteRef: { readonly key: string; readonly property: string } }[];
}
interface Provided {
  readonly parameters: { readonly objects: string };
}

const valuesOf = ({ kind, spec }: KubernetesJson): [file: string, from: string][] =>
  kind === 'ExternalSecret'
    ? (spec as External).data.map(({ secretKey, remoteRef }) => [secretKey, `${remoteRef.key} ${remoteRef.property}`])
    : (
        JSON.parse((spec as Provided).parameters.objects) as { objectName: string; jmesPath: { path: string; objectAlias: string }[] }[]
      ).flatMap(({ objectName, jmesPath }) =>
        jmesPath.map(({ path, objectAlias }): [string, string] => [objectAlias, `${objectName} ${path}`]),
      );

const [before, after] = [render(copied), render(mounted)];
const pods = podsIn(after);

test('every kind of pods is among them', () =>
  expect([...new Set(pods.map(({ name }) => name.split(' ')[0]))].sort()).toEqual([
    'CronJob',
    'Deployment',
    'Job',
    'Rollout',
    'StatefulSet',
  ]));

test.each(pods.map(({ name, pod }) => [name, pod] as const))('%s finds each secret where it was, and no Secret', (name, pod) => {
  const same = podsIn(before).find((each) => each.name === name)?.pod as IPodSpec;
  const files = filesOf(pod, after).sort();
  expect(files).toEqual(filesOf(same, before).sort());
  expect(files).not.toEqual([]);
  expect((pod.volumes ?? []).filter(({ secret }) => secret)).toEqual([]);
  expect((pod.volumes ?? []).flatMap(({ csi }) => csi ?? []).every(({ readOnly }) => readOnly)).toBe(true);
  expect(pod.automountServiceAccountToken).toBe(false);
});

test('each runs as the account of its service, whose rights the driver asks with', () =>
  expect(new Set(pods.map(({ pod }) => pod.serviceAccountName))).toEqual(new Set(mounted.services.map(({ name }) => name))));

test('nothing is copied into the cluster', () => expect(after.filter(({ kind }) => /^(External)?Secret$/.test(kind))).toEqual([]));

test('a login and where it leads are two secrets in one folder, and the driver is told of each once', () => {
  const classes = after.filter(({ kind, metadata }) => kind === 'SecretProviderClass' && metadata.name === 'waiter-database');
  const told = classes.flatMap(({ spec }) => JSON.parse((spec as Provided).parameters.objects) as { objectName: string }[]);
  expect(told.map(({ objectName }) => objectName)).toEqual(['restaurant/open/waiter/database', 'restaurant/open/database']);
});

describe('a class', () => {
  const refusal = (objects: string): string => {
    const parameters = { region: 'ap-south-1', usePodIdentity: 'true' as const, objects };
    try {
      new SecretProviderClass({ metadata: { name: 'till' }, spec: { provider: 'aws', parameters } }).validate();
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const till = (objectName: string, ...files: string[]) => ({
    ...{ objectName, objectType: 'secretsmanager' },
    jmesPath: files.map((objectAlias) => ({ path: 'value', objectAlias })),
  });

  test('names secrets and files, each once', () => expect(refusal(JSON.stringify([till('one', 'a', 'b'), till('other', 'c')]))).toBe(''));

  test.each([
    ['no JSON', '- objectName: one'],
    ['nothing', '[]'],
    ['a secret without a file', JSON.stringify([till('one')])],
    ['a secret twice', JSON.stringify([till('one', 'a'), till('one', 'b')])],
    ['a file twice', JSON.stringify([till('one', 'a'), till('other', 'a')])],
    ['a file in another folder', JSON.stringify([till('one', '../a')])],
    ['a field that the provider does not know', JSON.stringify([{ ...till('one', 'a'), objectPath: 'a' }])],
  ])('is refused with %s', (_, objects) =>
    expect(refusal(objects)).toBe(
      'spec.parameters.objects: must be a list in JSON of secrets and of the files that are made of them, each once',
    ),
  );
});
