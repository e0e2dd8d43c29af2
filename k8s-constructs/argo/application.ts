import { Application } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { Construct } from 'constructs';
import { names } from '#model';
import { KubernetesObject } from '../object';

/** Where an Application's manifests come from: a folder in Git, or a chart. */
export type Origin =
  | { readonly repository: string; readonly revision: string; readonly path: string }
  | { readonly repository: string; readonly chart: string; readonly version: string; readonly release: string; readonly values: object };

/** Properties of an Argo CD Application. */
export interface GitOpsApplicationProps {
  readonly name: string;
  /** Namespace of Argo CD itself. */
  readonly argoNamespace: string;
  readonly project: string;
  /** How Argo CD names the cluster that it deploys to. @default - the one that it runs on */
  readonly server?: string;
  /** Namespace of objects that name none. */
  readonly namespace: string;
  /** Place in the order; a later wave waits until this one is healthy. @default - no order */
  readonly wave?: number;
  readonly origins: readonly Origin[];
  /** Whether what is gone from Git is deleted. @default true */
  readonly prune?: boolean;
  /** Whether its objects go when the Application goes. @default false */
  readonly cascade?: boolean;
  /** Fields that something on the cluster writes. @default - none */
  readonly ignoreDifferences?: readonly { readonly group?: string; readonly kind: string; readonly jqPathExpressions: readonly string[] }[];
}

type Spec = NonNullable<ConstructorParameters<typeof Application>[0]>['spec'];

/**
 * An Application that keeps a part of the cluster as Git says.
 *
 * Differences are found by a server-side dry run: with the default way, fields that the API server fills in would differ for ever.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/diff-strategies/
 */
export class GitOpsApplication extends KubernetesObject {
  constructor(scope: Construct, id: string, props: GitOpsApplicationProps) {
    const { name, origins, prune = true, cascade = false, ignoreDifferences = [], wave } = props;
    const folders = origins.flatMap((origin) => ('path' in origin ? [`/${origin.path}`] : []));
    const [first, ...others] = origins.map(source);
    super(
      scope,
      id,
      new Application({
        metadata: {
          name,
          namespace: props.argoNamespace,
          labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'platform' },
          annotations: {
            'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
            ...(folders.length > 0 && { 'argocd.argoproj.io/manifest-generate-paths': folders.join(';') }),
            ...(wave !== undefined && { 'argocd.argoproj.io/sync-wave': String(wave) }),
          },
          ...(cascade && { finalizers: ['resources-finalizer.argocd.argoproj.io/background'] }),
        },
        spec: {
          project: props.project,
          destination: { server: props.server ?? names.ownCluster, namespace: props.namespace },
          ...(others.length > 0 && first ? { sources: [first, ...others] } : { source: first }),
          syncPolicy: {
            automated: { prune, selfHeal: true },
            retry: { limit: 10, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
            syncOptions: [
              'CreateNamespace=false',
              'FailOnSharedResource=true',
              'PruneLast=true',
              ...(ignoreDifferences.length > 0 ? ['RespectIgnoreDifferences=true'] : []),
              'ServerSideApply=true',
            ],
          },
          revisionHistoryLimit: 3,
          ...(ignoreDifferences.length > 0 && {
            ignoreDifferences: ignoreDifferences.map(({ jqPathExpressions, ...rest }) => ({
              ...rest,
              jqPathExpressions: [...jqPathExpressions],
            })),
          }),
        } satisfies Spec,
      }),
    );
  }
}

const source = (origin: Origin): NonNullable<Spec['source']> =>
  'path' in origin
    ? { repoURL: origin.repository, targetRevision: origin.revision, path: origin.path }
    : {
        repoURL: origin.repository,
        chart: origin.chart,
        targetRevision: origin.version,
        helm: {
          releaseName: origin.release,
          ...(Object.keys(origin.values).length > 0 && { valuesObject: origin.values as Record<string, never> }),
        },
      };
