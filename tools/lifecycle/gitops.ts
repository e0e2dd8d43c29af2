import { renderCluster } from '#k8s-constructs/render';
import { type Cluster, type Component, groupOf, type KubernetesJson } from '#model';
import { fileNameOf } from '../synthesize';
import { access, kubeconfigOf, kubectlFor, type Tunnel } from './access';
import { helm, kubectl as kubectlProgram } from './checks';
import type { Stage } from './stage';
import type { CommandLine, Step } from './step';

/**
 * The name by which Argo CD applies. What a bare cluster is given under the same name is Argo CD's from then on, and goes when Git no longer
 * has it.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#server-side-apply
 */
const fieldManager = 'argocd-controller';

/** Whether there is something to follow: before its first release an environment's clusters are given nothing. */
export const isReleased = ({ release, gitops }: Cluster): boolean => release.revision !== null && gitops !== undefined;

/** Programs that clusters are made ready with. */
export const programs = (clusters: readonly Cluster[]): Step[] => [
  ...(clusters.length > 0 ? [kubectlProgram] : []),
  ...(clusters.some(({ gitops }) => gitops?.chart) ? [helm] : []),
];

/** That Git holds what the definitions say, because clusters follow Git. */
export const treeAsCommitted: Step = {
  what: 'the written tree is what the definitions say',
  command: ['npx', 'platform', 'synth', '--check'],
  why: 'clusters follow what is committed',
  otherwise: "run 'npm run synth', commit and push",
};

/** Starts what keeps a cluster as Git says: what `argocd/bootstrap/<cluster>/` holds, in an order in which each finds what it needs. */
export const bootstrap = (stage: Stage, cluster: Cluster, tunnel: Tunnel): Step[] => {
  const { gitops } = cluster;
  const folder = `argocd/bootstrap/${cluster.name}`;
  if (gitops === undefined) return [];
  const objects = [...renderCluster(stage.platform, cluster)].find((app) => app.folder === folder)?.objects.map(({ json }) => json) ?? [];
  const isOwn = ({ apiVersion }: KubernetesJson): boolean => ownGroups(gitops).includes(groupOf(apiVersion));
  const at = (kind: string) => objects.filter((json) => isOwn(json) && json.kind === kind);
  const namespaces = objects.filter(({ kind }) => kind === 'Namespace');
  const others = objects.filter((json) => !isOwn(json) && json.kind !== 'Namespace');
  const kubectl = kubectlFor(cluster);
  const apply = (what: string, json: readonly KubernetesJson[], why: string): Step => ({
    what: `${cluster.name}: ${what}`,
    command: kubectl(
      ...['apply', '--server-side', '--force-conflicts', '--field-manager', fieldManager],
      ...json.flatMap((each) => ['--filename', `${folder}/${fileNameOf(each)}`]),
    ),
    why,
    otherwise: `see what the API server has against it; '${folder}/' is written by 'npm run synth'`,
  });
  const [projects, applications] = [at('AppProject'), at('Application')];
  return [
    ...access(stage, cluster, tunnel),
    apply(`namespace ${gitops.namespace}`, namespaces, 'everything after this is in it'),
    apply('policies and settings', others, 'the namespace is closed from the start; without its own policy it could fetch nothing'),
    ...install(cluster, gitops, folder),
    {
      what: `${cluster.name}: the kinds of ${gitops.name} are known`,
      command: kubectl(
        ...['wait', '--for', 'condition=Established', '--timeout', '5m'],
        ...applications.slice(0, 1).map(({ apiVersion }) => `customresourcedefinition/applications.${groupOf(apiVersion)}`),
      ),
      why: 'the first Application is an object of such a kind',
      otherwise: `see whether ${gitops.name} was installed`,
      patience: 5,
    },
    apply('project of the first Application', projects, 'an Application without its project is refused'),
    apply('the first Application', applications, 'it makes all others, and from now on the cluster follows Git'),
    ...applications.map(
      ({ metadata: { name } }): Step => ({
        what: `${cluster.name}: Git was read`,
        command: kubectl(
          ...['wait', `applications.${groupOf(applications[0]?.apiVersion ?? '')}/${name}`, '--namespace', gitops.namespace],
          ...['--for', 'jsonpath={.status.sync.status}=Synced', '--timeout', '10m'],
        ),
        why: 'a repository that cannot be read shows here; everything else comes by itself, in the order of waves',
        otherwise: `see 'kubectl --namespace ${gitops.namespace} describe application ${name}'; a private repository needs a credential in that namespace`,
      }),
    ),
  ];
};

const ownGroups = ({ provides }: Component): string[] => Object.keys(provides?.kinds ?? {}).map(groupOf);

/** The chart; once it manages itself it is left alone. Without one AWS runs it, and the stack has waited for it. */
const install = (cluster: Cluster, gitops: Component, folder: string): Step[] => {
  const { name, namespace, chart } = gitops;
  if (chart === undefined) return [];
  const from = chart.repository.startsWith('https://')
    ? [chart.name, '--repo', chart.repository]
    : [`oci://${chart.repository}/${chart.name}`];
  const [group = ''] = ownGroups(gitops);
  const command: CommandLine = [
    ...(['helm', 'upgrade', '--install', name, ...from, '--version', chart.version] as const),
    ...['--namespace', namespace, '--values', `${folder}/values.yaml`, '--kubeconfig', kubeconfigOf(cluster)],
    ...['--wait', '--timeout', '15m'],
  ];
  return [
    {
      what: `${cluster.name}: ${name} ${chart.version}`,
      command,
      unless: kubectlFor(cluster)('get', `applications.${group}`, name, '--namespace', namespace, '--output', 'name'),
      why: 'something has to read Git; once it keeps itself as Git says, nobody installs it again',
      otherwise: `see 'kubectl --namespace ${namespace} get pods', and whether nodes reach the repository of the chart's images`,
    },
  ];
};
