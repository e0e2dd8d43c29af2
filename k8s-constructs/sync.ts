/**
 * Annotations that tell Argo CD in which order to apply the objects of one Application.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */

/** Applied before everything else of the Application: what the migration and the workload stand on. */
export const foundation = { 'argocd.argoproj.io/sync-wave': '-2' };

/**
 * A job that runs on each sync between the foundation and the workload. A hook of the sync itself: one before it would run without the
 * job's Secret and network policy, and the first sync would never end.
 */
export const beforeWorkload = {
  'argocd.argoproj.io/hook': 'Sync',
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
  'argocd.argoproj.io/sync-wave': '-1',
};

/** A job that runs after each sync, when everything that was applied is healthy. */
export const afterWorkload = {
  'argocd.argoproj.io/hook': 'PostSync',
  'argocd.argoproj.io/hook-delete-policy': 'BeforeHookCreation',
};

/** Applied after a chart of the same Application, whose custom resource definitions may not exist when the sync is planned. */
export const afterChart = { 'argocd.argoproj.io/sync-wave': '1', 'argocd.argoproj.io/sync-options': 'SkipDryRunOnMissingResource=true' };
