import type { KubernetesJson, Policy } from '#model';
import { selects } from '../graph/selector';
import type { Located, Scene } from '../mechanism/rule';
import type { EmittedPolicy } from './emitted';
import { judge } from './evaluate';
import { policiesIn } from './read';

export type { EmittedException, EmittedPolicy } from './emitted';
export { flawOf, judge } from './evaluate';
export { unreadableIn } from './unreadable';

const read = new WeakMap<Scene, readonly EmittedPolicy[]>();

/** The admission policies of a cluster as they are emitted, read once. */
export const policiesOf = (scene: Scene): readonly EmittedPolicy[] => {
  const known = read.get(scene) ?? policiesIn(scene.objects);
  read.set(scene, known);
  return known;
};

/** The definition of an emitted policy. */
export const definitionOf = ({ platform }: Scene, { id }: EmittedPolicy): Policy | undefined =>
  platform.policies.find((policy) => policy.id === id);

/** A rendered object that a policy denies, or would if its service were not exempted. */
export interface Refusal {
  readonly at: Located;
  readonly policy: EmittedPolicy;
  readonly message: string;
  readonly exempted: boolean;
}

/** Everything rendered that an enforcing policy denies, what comes of workloads included; and what exemptions let in. */
export function* refusalsOf(scene: Scene): Generator<Refusal> {
  const all = candidates(scene);
  const labels = namespaceLabels(scene);
  for (const policy of policiesOf(scene)) {
    if (policy.mode !== 'deny' && policy.exceptions.length === 0) continue;
    // Of a workload and what comes of it, once.
    const refused = new Set<KubernetesJson>();
    for (const { at, json } of judgedBy(policy, all, labels)) {
      const refusal = refused.has(at.json) ? undefined : refusalOf(policy, at, json);
      if (refusal === undefined) continue;
      refused.add(at.json);
      yield refusal;
    }
  }
}

type NamespaceLabels = (namespace: string | undefined) => Readonly<Record<string, string>>;

const judgedBy = (policy: EmittedPolicy, byKind: ReadonlyMap<string, Candidates>, labels: NamespaceLabels): Candidate[] =>
  [...byKind.values()]
    .filter(({ type }) => policy.judges(type))
    .flatMap(({ members }) => members.filter(({ json }) => selects(policy.namespaceSelector, labels(json.metadata.namespace))));

const refusalOf = (policy: EmittedPolicy, at: Located, json: KubernetesJson): Refusal | undefined => {
  const verdict = policy.mode === 'deny' ? judge(policy, json) : undefined;
  if (verdict?.is === 'denied') return { at, policy, message: verdict.message, exempted: false };
  if (policy.exceptions.length === 0) return undefined;
  const strict = judge(policy, json, { strictly: true });
  return strict.is === 'denied' && judge(policy, json).is !== 'denied'
    ? { at, policy, message: strict.message, exempted: true }
    : undefined;
};

/** An object that the API server will see, and the rendered one that it comes of. */
interface Candidate {
  readonly at: Located;
  readonly json: KubernetesJson;
}

interface Candidates {
  readonly type: Pick<KubernetesJson, 'apiVersion' | 'kind'>;
  readonly members: Candidate[];
}

/** What is rendered, and the jobs and pods that controllers will make of it, by kind. */
const candidates = ({ objects, pods }: Scene): Map<string, Candidates> => {
  const byKind = new Map<string, Candidates>();
  const add = (at: Located, json: KubernetesJson): void => {
    const type = `${json.apiVersion} ${json.kind}`;
    const known = byKind.get(type);
    if (known) known.members.push({ at, json });
    else byKind.set(type, { type: json, members: [{ at, json }] });
  };
  for (const at of objects) {
    add(at, at.json);
    if (at.json.kind === 'CronJob') add(at, jobOf(at.json));
  }
  for (const pod of pods) if (pod.json.kind !== 'Pod') add(pod, podOf(pod.json, pod.labels, pod.spec));
  return byKind;
};

const madeOf = ({ metadata: { name, namespace } }: KubernetesJson, labels: Readonly<Record<string, string>>) => ({
  name,
  namespace,
  labels,
});

const podOf = (maker: KubernetesJson, labels: Readonly<Record<string, string>>, spec: object): KubernetesJson => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: madeOf(maker, labels),
  spec,
});

const jobOf = (cronJob: KubernetesJson): KubernetesJson => {
  const { jobTemplate } = cronJob.spec as { jobTemplate: { metadata?: { labels?: Record<string, string> }; spec: object } };
  const { metadata, spec } = jobTemplate;
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: madeOf(cronJob, metadata?.labels ?? {}), spec };
};

/** Labels of a namespace by its name. What belongs to no namespace has none, and no policy here judges it. */
export const namespaceLabels = ({ objects }: Scene): NamespaceLabels => {
  const rendered = new Map(objects.flatMap(({ json }) => (json.kind === 'Namespace' ? [[json.metadata.name, json.metadata.labels]] : [])));
  return (namespace) => (namespace === undefined ? {} : { ...rendered.get(namespace), 'kubernetes.io/metadata.name': namespace });
};
