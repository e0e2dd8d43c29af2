import { type Cluster, load, names } from '#model';
import { registry } from '#registry';
import argocd from './argo-cd';
import eksArgoCd from './eks-argo-cd';

interface Rendered {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
}

const clusters = load(registry).platform?.clusters ?? [];
const chosen = clusters.filter(({ gitops }) => gitops?.capability);
const [cluster] = chosen as [Cluster];
const [settings, registration] = (eksArgoCd.objects?.(cluster) ?? []).map((object) => object.toJSON()) as [Rendered, Rendered];
const decoded = Object.fromEntries(Object.entries(registration.data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));

test('an environment chooses it, so that it is rendered and checked on each commit', () => expect(chosen).not.toEqual([]));

describe('the registration of the cluster', () => {
  test('is one, by its ARN', () => {
    expect(registration).toMatchObject({ kind: 'Secret', metadata: { labels: { 'argocd.argoproj.io/secret-type': 'cluster' } } });
    expect(decoded).toEqual({ name: cluster.name, server: names.clusterArn(cluster.environment, cluster.region) });
    expect(decoded.server).toBe(cluster.gitopsDestination);
  });

  // With a project, the projects of all other teams could not deploy to the cluster; with a configuration, it would hold a credential.
  test('belongs to no project, and holds no credential', () => expect(Object.keys(decoded).sort()).toEqual(['name', 'server']));
});

describe('its settings', () => {
  /** @see https://docs.aws.amazon.com/eks/latest/userguide/argocd-configure-settings.html#argocd-supported-settings */
  const taken = [
    /^resource\.customizations\.(health|ignoreDifferences|ignoreResourceUpdates|knownTypeFields)\.\w/,
    /^resource\.(exclusions|inclusions|compareoptions|respectRBAC|customLabels)$/,
    /^ui\.banner\w+$/,
  ];

  test('are under the name and label by which AWS finds them', () =>
    expect(settings).toMatchObject({
      kind: 'ConfigMap',
      metadata: { name: 'argocd-cm', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
    }));

  test('are only those that AWS takes, because it ignores all others in silence', () =>
    expect(Object.keys(settings.data).filter((key) => !taken.some((pattern) => pattern.test(key)))).toEqual([]));

  test('hold waves back by the same script as an Argo CD on the cluster', () => {
    const key = 'resource.customizations.health.argoproj.io_Application';
    const { extraObjects } = (argocd.values?.(cluster) ?? {}) as { extraObjects: { data: Record<string, string> }[] };
    expect(settings.data[key]).toBe(extraObjects[0]?.data[key]);
    expect(settings.data[key]).toContain('comparedTo');
  });

  test('call no library of Lua but what is always there', () =>
    expect(
      Object.values(settings.data)
        .join()
        .match(/\b(string|math|os|io|debug|require|coroutine)[.(]/g) ?? [],
    ).toEqual([]));
});
