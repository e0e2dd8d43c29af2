import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { defineComponent } from '#model';

/**
 * When a child Application is healthy, so that the next wave may start. Argo CD's own example trusts `status.health` alone, which is that
 * of the previous source until the controller has come round.
 */
const applicationHealth = `-- Argo CD writes empty tables, such as directory.jsonnet, where nothing was said.
local function empty(value)
  if type(value) ~= 'table' then return value == nil end
  for _, each in pairs(value) do
    if not empty(each) then return false end
  end
  return true
end

local function same(a, b)
  if type(a) ~= 'table' or type(b) ~= 'table' then return a == b or (empty(a) and empty(b)) end
  for key, value in pairs(a) do
    if not same(value, b[key]) then return false end
  end
  for key, value in pairs(b) do
    if a[key] == nil and not empty(value) then return false end
  end
  return true
end

local spec = obj.spec or {}
local status = obj.status or {}
local sync = status.sync or {}
local compared = sync.comparedTo
local phase = (status.operationState or {}).phase
local hs = { status = 'Progressing' }

-- With several sources, comparedTo.source is a blank one.
if compared == nil or not same(spec.sources, compared.sources) or not same(spec.destination, compared.destination)
  or (empty(spec.sources) and not same(spec.source, compared.source)) then
  hs.message = 'Not compared with its present source yet'
elseif obj.operation ~= nil or phase == 'Running' or phase == 'Terminating' then
  hs.message = 'An operation is running'
elseif sync.status ~= 'Synced' then
  hs.message = 'Not synced: ' .. (sync.status or 'Unknown')
elseif status.health ~= nil and status.health.status ~= nil then
  hs.status = status.health.status
  hs.message = status.health.message
end
return hs
`;

/** Kinds that change by the second and that nobody keeps in Git. */
const excluded = [
  { groups: ['', 'discovery.k8s.io'], kinds: ['Endpoints', 'EndpointSlice'] },
  { groups: ['coordination.k8s.io'], kinds: ['Lease'] },
  { groups: ['authentication.k8s.io', 'authorization.k8s.io'], kinds: ['*'] },
  { groups: ['certificates.k8s.io'], kinds: ['CertificateSigningRequest'] },
  { groups: ['cert-manager.io'], kinds: ['CertificateRequest'] },
];

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/ */
const settings = (withAdmin: boolean): IConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'argocd-cm', labels: { 'app.kubernetes.io/name': 'argocd-cm', 'app.kubernetes.io/part-of': 'argocd' } },
  data: {
    'admin.enabled': String(withAdmin),
    'application.resourceTrackingMethod': 'annotation',
    'resource.compareoptions': 'ignoreAggregatedRoles: true\n',
    'resource.customizations.health.argoproj.io_Application': applicationHealth,
    'resource.customizations.ignoreResourceUpdates.all': 'jsonPointers: [/status]\n',
    // JSON is YAML, and needs no library here.
    'resource.exclusions': JSON.stringify(excluded.map(({ groups, kinds }) => ({ apiGroups: groups, kinds, clusters: ['*'] }))),
    'timeout.reconciliation': '60s',
  },
});

const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });

/** @see https://argo-cd.readthedocs.io/en/stable/operator-manual/health/#argocd-app */
export default defineComponent({
  purpose: 'Keeps the cluster as Git says, itself included.',
  role: 'gitops',
  namespace: 'argocd',
  after: ['prometheus-operator-crds'],
  chart: { repository: 'https://argoproj.github.io/argo-helm', name: 'argo-cd', version: '10.1.1' },
  prune: false,
  network: {
    ingress: [{ from: 'scraper', ports: [8080, 8082, 8083, 8084] }],
    egress: ['kubernetes', 'https'],
  },
  provides: {
    kinds: { 'argoproj.io/v1alpha1': { namespaced: ['AppProject', 'Application', 'ApplicationSet'] } },
    serviceAccounts: [
      'argo-cd-redis-ha',
      'argo-cd-redis-ha-haproxy',
      'argocd-application-controller',
      'argocd-redis-secret-init',
      'argocd-repo-server',
      'argocd-server',
    ],
  },
  values: ({ controllerReplicas: replicas, environment }) => {
    const pdb = { enabled: replicas > 1, minAvailable: 1 };
    const metrics = { enabled: true, serviceMonitor: { enabled: true } };
    const podDisruptionBudget = { maxUnavailable: 1 };
    return {
      fullnameOverride: 'argocd',
      global: {
        priorityClassName: 'system-cluster-critical',
        logging: { format: 'json' },
        // The default deny and the policy of this component hold.
        networkPolicy: { create: false },
      },
      // The whole of argocd-cm is ours, so that no default of the chart creeps in.
      configs: { cm: { create: false } },
      extraObjects: [settings(environment.shape === 'frugal')],
      // A second controller would be a shard, not a spare.
      controller: { metrics, resources: resources('250m', '1Gi') },
      server: { replicas, pdb, metrics, resources: resources('50m', '256Mi') },
      repoServer: { replicas, pdb, metrics, resources: resources('100m', '512Mi') },
      // Applications come from Git as they are; nothing generates them on the cluster.
      applicationSet: { replicas: 0 },
      redis: { resources: resources('50m', '128Mi') },
      redisSecretInit: { resources: resources('10m', '64Mi') },
      'redis-ha': {
        enabled: replicas > 1,
        podDisruptionBudget,
        init: { resources: resources('10m', '64Mi') },
        redis: { resources: resources('50m', '128Mi') },
        sentinel: { resources: resources('25m', '64Mi') },
        splitBrainDetection: { resources: resources('10m', '64Mi') },
        haproxy: { podDisruptionBudget, init: { resources: resources('10m', '64Mi') }, resources: resources('50m', '128Mi') },
      },
      dex: { enabled: false },
      notifications: { enabled: false },
    };
  },
});
