import { AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { Construct } from 'constructs';
import { names } from '#model';
import { KubernetesObject } from '../object';

/** A kind by its group: `{ group: 'apps', kind: 'Deployment' }`. */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

/** Properties of an Argo CD project. */
export interface GitOpsProjectProps {
  readonly name: string;
  readonly argoNamespace: string;
  readonly description: string;
  /** How Argo CD names the cluster that it deploys to. @default - the one that it runs on */
  readonly server?: string;
  /**
   * Namespaces whose Applications may belong to the project; an Argo CD that AWS runs takes none that is not named.
   * @default - that of Argo CD, without saying so
   */
  readonly sourceNamespaces?: readonly string[];
  readonly repositories: readonly string[];
  readonly namespaces: readonly string[];
  readonly namespacedKinds: readonly GroupKind[];
  /** @default - none */
  readonly clusterKinds?: readonly GroupKind[];
  /** Groups whose members may see and sync the project's Applications. @default - nobody but administrators */
  readonly groups?: readonly string[];
}

/**
 * The wall around a group of Applications: nothing outside these repositories, namespaces and kinds can be deployed through them.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export class GitOpsProject extends KubernetesObject {
  constructor(scope: Construct, id: string, props: GitOpsProjectProps) {
    const { name, groups = [] } = props;
    const may = (action: string): string => `p, proj:${name}:member, applications, ${action}, ${name}/*, allow`;
    super(
      scope,
      id,
      new AppProject({
        metadata: {
          name,
          namespace: props.argoNamespace,
          labels: { 'app.kubernetes.io/managed-by': 'platform' },
          // Before the Applications that name it.
          annotations: { 'argocd.argoproj.io/sync-wave': '-1' },
        },
        spec: {
          description: props.description,
          sourceRepos: [...props.repositories],
          ...(props.sourceNamespaces && { sourceNamespaces: [...props.sourceNamespaces] }),
          destinations: props.namespaces.map((namespace) => ({ server: props.server ?? names.ownCluster, namespace })),
          namespaceResourceWhitelist: [...props.namespacedKinds],
          clusterResourceWhitelist: [...(props.clusterKinds ?? [])],
          ...(groups.length > 0 && {
            roles: [{ name: 'member', description: 'See and sync.', groups: [...groups], policies: [may('get'), may('sync')] }],
          }),
        },
      }),
    );
  }
}
