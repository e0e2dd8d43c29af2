import { renderService } from '#k8s-constructs/render';
import type { Cluster, KubernetesJson, Platform, Service } from '#model';
import { podNode, type Usage } from './assumptions';
import type { Charge } from './charge';
import { hoursPerMonth } from './price-table';

/** What the pods of a service ask for on one cluster. */
export interface Requests {
  readonly pods: number;
  readonly vcpu: number;
  readonly gib: number;
}

interface Container {
  readonly resources?: { readonly requests?: Readonly<Record<string, string>> };
}
interface PodsSpec {
  readonly replicas?: number;
  readonly minReplicas?: number;
  readonly minReplicaCount?: number;
  readonly scaleTargetRef?: { readonly name: string };
  readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
  readonly jobTemplate?: { readonly spec: PodsSpec };
}

const workloads = ['Deployment', 'StatefulSet', 'Rollout'];
const scalers = ['HorizontalPodAutoscaler', 'ScaledObject'];

/** The requests of the objects of a service as they are rendered, with as many pods as there are when nothing is asked of it. */
export const requestsOf = (objects: readonly KubernetesJson[]): Requests => {
  const specOf = (json: KubernetesJson): PodsSpec => json.spec as PodsSpec;
  const scaled = objects.filter(({ kind }) => scalers.includes(kind)).map(specOf);
  const each = objects
    .filter(({ kind }) => workloads.includes(kind))
    .map((json) => {
      const scaler = scaled.find(({ scaleTargetRef }) => scaleTargetRef?.name === json.metadata.name);
      const pods = scaler?.minReplicas ?? scaler?.minReplicaCount ?? specOf(json).replicas ?? 1;
      const { vcpu, gib } = askedBy(specOf(json));
      return { pods, vcpu: pods * vcpu, gib: pods * gib };
    });
  return together(each);
};

/** The requests of the scheduled tasks of a service, as if all of them ran. */
export const taskRequestsOf = (objects: readonly KubernetesJson[]): Requests =>
  together(
    objects
      .filter(({ kind }) => kind === 'CronJob')
      .flatMap(({ spec }) => (spec as PodsSpec).jobTemplate?.spec ?? [])
      .map((spec) => ({ pods: 1, ...askedBy(spec) })),
  );

const askedBy = ({ template }: PodsSpec): Pick<Requests, 'vcpu' | 'gib'> => {
  const asked = (template?.spec.containers ?? []).map(({ resources }) => resources?.requests ?? {});
  return { vcpu: sum(asked.map(({ cpu }) => cores(cpu))), gib: sum(asked.map(({ memory }) => gibibytes(memory))) };
};

const together = (each: readonly Requests[]): Requests => ({
  pods: sum(each.map(({ pods }) => pods)),
  vcpu: sum(each.map(({ vcpu }) => vcpu)),
  gib: sum(each.map(({ gib }) => gib)),
});

/**
 * The part of a node that requests need: a vCPU counts as so many GiB, since an instance has one price for both, and pods never fill a node.
 * Services run on nodes that the cluster adds for them; those of the stacks are for the platform's own components.
 */
export const nodesFor = ({ vcpu, gib }: Pick<Requests, 'vcpu' | 'gib'>, { gibOfVcpu, podShare }: Usage): number =>
  (vcpu * gibOfVcpu + gib) / (podNode.vcpu * gibOfVcpu + podNode.gib) / podShare;

/** The same of tasks, for the part of a month that they run. None where there are none, and then nothing is assumed of them. */
export const tasksFor = (tasks: Requests, usage: Usage): number => (tasks.pods > 0 ? nodesFor(tasks, usage) * usage.taskShare : 0);

/** What the pods of a service cost on one cluster, those of its tasks for the part of the month that they run. */
export const podCharges = (platform: Platform, cluster: Cluster, service: Service, usage: Usage): Charge[] => {
  const objects = renderService(platform, cluster, service).objects.map(({ json }) => json);
  const [pods, tasks] = [requestsOf(objects), taskRequestsOf(objects)];
  const charge = (kind: string, what: string, nodes: number, { pods: count, vcpu, gib }: Requests): Charge[] => {
    const said = `${count} ${what} with ${shown(vcpu)} vCPU and ${shown(gib)} GiB: ${shown(nodes)} × ${podNode.type}`;
    return nodes === 0 ? [] : [{ price: `ec2.${podNode.type}`, units: nodes * hoursPerMonth, kind, what: said }];
  };
  return [
    ...charge('Nodes for pods', 'pods', nodesFor(pods, usage), pods),
    ...charge('Nodes for tasks', 'tasks', tasksFor(tasks, usage), tasks),
  ];
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const shown = (value: number): number => Math.round(value * 100) / 100;

const cores = (quantity = '0'): number => (quantity.endsWith('m') ? Number.parseInt(quantity, 10) / 1000 : Number(quantity));

const powers = ['Ki', 'Mi', 'Gi', 'Ti'];

const gibibytes = (quantity = '0'): number => {
  const power = powers.indexOf(quantity.slice(-2));
  return power < 0 ? Number(quantity) / 1024 ** 3 : Number.parseFloat(quantity) * 1024 ** (power - 2);
};
