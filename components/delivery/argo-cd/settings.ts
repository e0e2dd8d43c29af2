import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';

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

/**
 * What Argo CD reads from `argocd-cm`, wherever it runs: these fields are among those that one which AWS runs takes as well.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/argocd-cm-yaml/
 * @see https://docs.aws.amazon.com/eks/latest/userguide/argocd-configure-settings.html
 */
export const settings = (further: Readonly<Record<string, string>> = {}): ConfigMap =>
  new ConfigMap({
    metadata: { name: 'argocd-cm', labels: { 'app.kubernetes.io/name': 'argocd-cm', 'app.kubernetes.io/part-of': 'argocd' } },
    data: {
      'resource.compareoptions': 'ignoreAggregatedRoles: true\n',
      'resource.customizations.health.argoproj.io_Application': applicationHealth,
      'resource.customizations.ignoreResourceUpdates.all': 'jsonPointers: [/status]\n',
      // JSON is YAML, and needs no library here.
      'resource.exclusions': JSON.stringify(excluded.map(({ groups, kinds }) => ({ apiGroups: groups, kinds, clusters: ['*'] }))),
      ...further,
    },
  });

/** The kinds that Argo CD installs. */
export const kinds = { 'argoproj.io/v1alpha1': { namespaced: ['AppProject', 'Application', 'ApplicationSet'] } };
