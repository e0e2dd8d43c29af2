import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { PolicyFacts } from './policy';
import type { KubernetesJson } from './rendered';

/** Fields of a workload that a case wants otherwise; `undefined` leaves a field out. */
export interface WorkloadChanges {
  /** Fields of its container. */
  readonly container?: Partial<IContainer>;
  /** Fields of the container's security context. */
  readonly security?: IContainer['securityContext'];
  readonly pod?: Partial<IPodSpec>;
  /** Labels of the workload and of its pods. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
}

/** Objects for the cases of policies, each such that every policy accepts it until a case changes something. */
export interface PolicyExample {
  readonly facts: PolicyFacts;
  /** An image that may run, up to its tag or digest. */
  readonly image: string;
  /** A workload in a namespace of services. A case with one is tried on every kind that makes pods, and on the pod. */
  readonly workload: (changes?: WorkloadChanges) => KubernetesJson;
  /** Any object in a namespace of services. */
  readonly object: (apiVersion: string, kind: string, fields: Readonly<Record<string, unknown>>) => KubernetesJson;
}

const namespace = 'tenants';
const labels = { 'app.kubernetes.io/name': 'example', app: 'example', team: 'owners', env: 'anywhere' };

const security: IContainer['securityContext'] = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  privileged: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 10_001,
};

const containerOf = (image: string, { container, security: otherSecurity }: WorkloadChanges): IContainer => ({
  name: 'main',
  image: `${image}@sha256:${'a'.repeat(64)}`,
  resources: {
    requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
    limits: { memory: '128Mi', 'ephemeral-storage': '128Mi' },
  },
  livenessProbe: { httpGet: { path: '/live', port: 'http' } },
  readinessProbe: { httpGet: { path: '/ready', port: 'http' } },
  securityContext: { ...security, ...otherSecurity },
  ...container,
});

const podOf = (image: string, changes: WorkloadChanges): IPodSpec => ({
  automountServiceAccountToken: false,
  serviceAccountName: 'example',
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [containerOf(image, changes)],
  ...changes.pod,
});

/** Objects for cases, on a cluster of which some facts are known. */
export const policyExample = (facts: PolicyFacts): PolicyExample => {
  const image = `${facts.registries[0]}example`;
  const object: PolicyExample['object'] = (apiVersion, kind, fields) =>
    withoutGaps({ apiVersion, kind, metadata: { name: 'example', namespace, labels }, ...fields });
  return {
    facts,
    image,
    object,
    workload: (changes = {}) =>
      object('apps/v1', 'Deployment', {
        metadata: { name: 'example', namespace: changes.namespace ?? namespace, labels: changes.labels ?? labels },
        spec: {
          selector: { matchLabels: { app: 'example' } },
          template: { metadata: { labels: changes.labels ?? labels }, spec: podOf(image, changes) },
        },
      }),
  };
};

/** As JSON has it: fields that are undefined are not there. */
const withoutGaps = (json: object): KubernetesJson => JSON.parse(JSON.stringify(json));

/** The same pods by every kind that makes some, and by themselves; anything else as it is. */
export const inEveryKind = (json: KubernetesJson): KubernetesJson[] => {
  const { spec, ...rest } = json as KubernetesJson & { spec?: { template?: { metadata?: object; spec: object } } };
  const template = spec?.template;
  if (json.kind !== 'Deployment' || template === undefined) return [json];
  const as = (apiVersion: string, kind: string, other: object = { ...spec }): KubernetesJson => ({
    ...rest,
    apiVersion,
    kind,
    spec: other,
  });
  return [
    json,
    ...['DaemonSet', 'StatefulSet'].map((kind) => as('apps/v1', kind)),
    as('argoproj.io/v1alpha1', 'Rollout'),
    as('batch/v1', 'Job', { template }),
    as('batch/v1', 'CronJob', { schedule: '0 0 * * *', jobTemplate: { metadata: template.metadata, spec: { template } } }),
    { ...as('v1', 'Pod', template.spec), metadata: { ...json.metadata, ...template.metadata } },
  ];
};
