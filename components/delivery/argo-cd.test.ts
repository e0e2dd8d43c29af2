import { execFileSync } from 'node:child_process';
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

/** Runs the script on each Application in a real Lua. In a process of its own: Jest cannot load WebAssembly modules of this kind. */
const evaluate = `
  import { readFileSync } from 'node:fs';
  import wasmoon from 'wasmoon';
  const { script, applications } = JSON.parse(readFileSync(0, 'utf8'));
  const answers = [];
  for (const application of applications) {
    const lua = await new wasmoon.LuaFactory().createEngine({ enableProxy: false });
    lua.global.set('obj', application);
    answers.push((await lua.doString(script)).status);
    lua.global.close();
  }
  console.log(JSON.stringify(answers));
`;

const healthOf = (applications: readonly Application[]): string[] =>
  JSON.parse(
    execFileSync('node', ['--input-type=module', '-e', evaluate], { input: JSON.stringify({ script, applications }), encoding: 'utf8' }),
  );

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

const cases: [status: string, application: string, change: (application: Application) => void][] = [
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
];

const changed = (change: (application: Application) => void): Application => {
  const application = settled();
  change(application);
  return application;
};

const answers = healthOf(cases.map(([, , change]) => changed(change)));

test.each(cases.map(([status, application], index) => [status, application, index] as const))('%s: %s', (status, _, index) =>
  expect(answers[index]).toBe(status),
);
