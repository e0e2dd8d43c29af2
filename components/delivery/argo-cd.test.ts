import { LuaFactory } from 'wasmoon';
import { type Cluster, load } from '#model';
import { registry } from '#registry';
import argocd from './argo-cd';

const clusters = load(registry).platform?.clusters ?? [];
const values = clusters.map((cluster: Cluster) => argocd.values?.(cluster) ?? {})[0];
const { extraObjects } = values as { extraObjects: { data: Record<string, string> }[] };
const script = extraObjects[0]?.data['resource.customizations.health.argoproj.io_Application'] ?? '';

/** An Application that has been compared, synced and found healthy. */
const settled = (): Application => {
  const source = () => ({ repoURL: 'r', targetRevision: 't', helm: { valuesObject: { replicas: 2 } } });
  const destination = { server: 's', namespace: 'n' };
  return {
    spec: { source: source(), destination: { ...destination } },
    status: {
      health: { status: 'Healthy', message: 'fine' },
      operationState: { phase: 'Succeeded' },
      sync: { status: 'Synced', comparedTo: { source: source(), destination } },
    },
  };
};

type Application = Record<string, unknown>;

const healthOf = async (change: (application: Application) => void): Promise<string> => {
  const application = settled();
  change(application);
  const lua = await new LuaFactory().createEngine();
  try {
    // Through JSON, as Argo CD gives it: what is not said is not there.
    lua.global.set('obj', JSON.parse(JSON.stringify(application)));
    return ((await lua.doString(script)) as { status: string }).status;
  } finally {
    lua.global.close();
  }
};

const unchanged = (): void => undefined;

/** Sets one field, named by its path. */
const set =
  (path: string, value: unknown) =>
  (application: Application): void => {
    const parts = path.split('.');
    const last = parts.pop() ?? '';
    const parent = parts.reduce<Record<string, unknown>>((each, part) => each[part] as Record<string, unknown>, application);
    parent[last] = value;
  };

const twoSources = (changed: string) => (application: Application) => {
  set('spec.source', undefined)(application);
  set('spec.sources', [{ repoURL: 'a' }, { repoURL: changed }])(application);
  set('status.sync.comparedTo.source', { repoURL: '' })(application);
  set('status.sync.comparedTo.sources', [{ repoURL: 'a' }, { repoURL: 'b' }])(application);
};

test.each<[string, string, (application: Application) => void]>([
  ['Healthy', 'compared with what it says now, synced, and idle', unchanged],
  ['Degraded', 'settled and degraded', set('status.health.status', 'Degraded')],
  ['Progressing', 'new: nothing was compared yet', set('status', {})],
  ['Progressing', 'without a comparison', set('status.sync.comparedTo', undefined)],
  ['Progressing', 'compared with another revision', set('spec.source.targetRevision', 'next')],
  ['Progressing', 'compared with other values', set('spec.source.helm.valuesObject.replicas', 3)],
  ['Progressing', 'compared with a value that is gone', set('spec.source.helm', undefined)],
  ['Progressing', 'compared with another destination', set('spec.destination.namespace', 'other')],
  ['Progressing', 'out of sync', set('status.sync.status', 'OutOfSync')],
  ['Progressing', 'asked for an operation', set('operation', { sync: {} })],
  ['Progressing', 'in the middle of an operation', set('status.operationState.phase', 'Running')],
  ['Healthy', 'compared with empty tables that nobody wrote', set('status.sync.comparedTo.source.directory', { jsonnet: {} })],
  ['Healthy', 'of several sources, all compared', twoSources('b')],
  ['Progressing', 'of several sources, one of them new', twoSources('c')],
])('%s: %s', async (status, _, change) => expect(await healthOf(change)).toBe(status));
