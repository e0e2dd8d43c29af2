import { type Cluster, type Component, groupOf } from '#model';
import { access, kubectlFor, type Tunnel } from './access';
import type { Stage } from './stage';
import type { Step } from './step';
import { type Wave, wavesBackwards } from './waves';

/** Everything that a cluster keeps as Git says is taken away, the last wave first, as far as something outside the cluster hangs on it. */
export const emptied = (stage: Stage, cluster: Cluster, tunnel: Tunnel): Step[] => {
  const { gitops, name } = cluster;
  if (gitops === undefined) return [];
  const [first, ...others] = wavesBackwards(stage, cluster);
  const [group = ''] = Object.keys(gitops.provides?.kinds ?? {}).map(groupOf);
  const place: Place = { cluster, applications: `applications.${group}`, namespace: gitops.namespace, gitops };
  const above = ['root', 'apps'];
  return [
    ...access(stage, cluster, tunnel),
    ...above.map((application) => suspended(place, [application])),
    ...(first ? waveGone(place, first) : []),
    ...byHand(cluster),
    ...others.flatMap((wave) => waveGone(place, wave)),
    {
      what: `${name}: nothing follows Git any more`,
      command: kubectlFor(cluster)('delete', place.applications, ...above, '--namespace', place.namespace, '--ignore-not-found'),
      why: 'they made the other Applications, and hold nothing of their own',
      otherwise: `see 'kubectl --namespace ${place.namespace} get ${place.applications}'`,
    },
    ...(stage.protected ? [] : volumeClaims(cluster)),
  ];
};

/** Where Applications are. */
interface Place {
  readonly cluster: Cluster;
  /** Their type, as kubectl names it. */
  readonly applications: string;
  readonly namespace: string;
  readonly gitops: Component;
}

/** Keeps Applications as they are, without letting them make anew what goes. `platform deploy` lets them go on. */
const suspended = ({ cluster, applications, namespace }: Place, names: readonly string[]): Step => {
  const kubectl = kubectlFor(cluster);
  return {
    what: `${cluster.name}: ${names.join(', ')} ${names.length > 1 ? 'sync' : 'syncs'} no more`,
    each: [kubectl('get', applications, ...names, '--namespace', namespace, '--ignore-not-found', '--output', 'name')],
    command: kubectl('patch', '{1}', '--namespace', namespace, '--type', 'merge', '--patch', '{"spec":{"syncPolicy":{"automated":null}}}'),
    why: 'what is taken away would be made anew',
    otherwise: 'see whether Argo CD was ever given to this cluster; if not, add --skip-cluster',
  };
};

const waveGone = (place: Place, { wave, names, hooks, components }: Wave): Step[] => {
  const { cluster, applications, namespace, gitops } = place;
  const kubectl = kubectlFor(cluster);
  const list = `${cluster.name}: wave ${wave}`;
  const acting = components.filter(({ name, iam, provides }) => name !== gitops.name && iam && provides?.kinds);
  const actors = acting.map(({ name }) => name);
  return [
    ...(actors.length > 0 ? [suspended(place, actors)] : []),
    ...acting.flatMap((each) => ownObjects(cluster, each)),
    {
      what: `${list} is deleted: ${names.join(', ')}`,
      command: kubectl('delete', applications, ...names, '--namespace', namespace, '--ignore-not-found', '--wait=false'),
      why: 'waves that came last go first; what an Application made goes with it where its finalizer says so',
      otherwise: 'see what the API server has against it',
    },
    ...[...hooks].map(
      ([within, jobs]): Step => ({
        what: `${list}: hooks in ${within} are let go`,
        each: [kubectl('get', 'jobs.batch', ...jobs, '--namespace', within, '--ignore-not-found', '--output', 'name')],
        command: kubectl('patch', '{1}', '--namespace', within, '--type', 'merge', '--patch', '{"metadata":{"finalizers":null}}'),
        why: 'Argo CD holds a hook whose sync was cut off for ever, and with it the Application and its namespace',
        otherwise: 'see what the API server has against it',
      }),
    ),
    {
      what: `${list} is gone`,
      command: kubectl(
        'wait',
        ...names.map((name) => `${applications}/${name}`),
        ...['--namespace', namespace, '--for', 'delete', '--timeout', '20m'],
      ),
      why: 'what the next wave holds is still needed by this one, to let its own objects go',
      otherwise: `see in 'kubectl --namespace ${namespace} describe ${applications} <name>' which object does not go, and which finalizer keeps it`,
    },
  ];
};

/** Objects of a component that acts in AWS: what it made there for them goes only while it runs. */
const ownObjects = (cluster: Cluster, { name, provides }: Component): Step[] => {
  const kubectl = kubectlFor(cluster);
  const groups = [...new Set(Object.keys(provides?.kinds ?? {}).map(groupOf))];
  return groups.map((group) => ({
    what: `${cluster.name}: objects of ${group} are gone`,
    each: [kubectl('api-resources', '--api-group', group, '--verbs', 'delete', '--output', 'name')],
    command: kubectl('delete', '{1}', '--all', '--all-namespaces', '--cascade=foreground', '--timeout', '20m'),
    why: `${name} has made something in AWS for them, which it takes away while it still runs`,
    otherwise: `see in the log of ${name} what stands in the way`,
  }));
};

/** What people or charts asked of AWS by means of Kubernetes itself. */
const byHand = (cluster: Cluster): Step[] => {
  const kubectl = kubectlFor(cluster);
  const found = '{range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}{"\\t"}{.metadata.name}{"\\n"}{end}';
  return [
    {
      what: `${cluster.name}: no Service has a load balancer`,
      each: [kubectl('get', 'services', '--all-namespaces', '--output', `jsonpath=${found}`)],
      command: kubectl('delete', 'service', '{2}', '--namespace', '{1}', '--ignore-not-found', '--timeout', '10m'),
      why: 'a load balancer goes with its Service while its controller runs; one that is left keeps the VPC',
      otherwise: 'see in the events of the Service why its finalizer stays',
    },
    {
      what: `${cluster.name}: there is no Ingress`,
      command: kubectl('delete', 'ingresses.networking.k8s.io', '--all', '--all-namespaces', '--timeout', '10m'),
      why: 'the same holds for an Ingress',
      otherwise: 'see in the events of the Ingress why its finalizer stays',
    },
  ];
};

/** Disks go with what claims them, where their class says so. */
const volumeClaims = (cluster: Cluster): Step[] => {
  const kubectl = kubectlFor(cluster);
  const why = 'a disk goes with its claim while its driver runs; one that is left costs on';
  return [
    {
      what: `${cluster.name}: no disk is claimed`,
      command: kubectl('delete', 'persistentvolumeclaims', '--all', '--all-namespaces', '--timeout', '15m'),
      why,
      otherwise: 'see which pod still has it: a claim waits for its pods',
    },
    {
      what: `${cluster.name}: no disk is left`,
      command: kubectl('wait', 'persistentvolumes', '--all', '--for', 'delete', '--timeout', '10m'),
      why,
      otherwise: 'delete volumes whose reclaim policy is Retain by hand',
    },
  ];
};
