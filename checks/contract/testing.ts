import { Certificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { Gateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import { StorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { templatesOf } from '#cdk';
import { sceneOf } from '#checks';
import type { MutableApp } from '#checks/rule';
import { nodesOf } from '#components/scaling/karpenter/nodes';
import { renderCluster } from '#k8s-constructs/render';
import { type Cluster, type ComponentDefinition, defineComponent, type EnvironmentDefinition, load, names, type Registry } from '#model';
import { sampleFile, sampleRegistry } from '#model/sample';
import { definition, organisation, sampleWith } from '#model/testing';
import { cellar, sommelier } from '../../cdk/testing';
import { type Crossing, crossingsOf, type MutableTemplate, mismatches } from '.';

/** An environment beside that of the sample, in the same account and region, whose nodes come in groups, and whose Argo CD AWS runs. */
const [open] = sampleRegistry().environments.map((source) => source.exports.default) as [EnvironmentDefinition];
const yard: EnvironmentDefinition = {
  ...open,
  purpose: 'Serves guests in the yard.',
  account: '888888888888',
  domain: 'yard.example.org',
  roles: { ...open.roles, gitops: 'butler', 'node-scaling': 'gardener' },
  clusters: [{ region: 'ap-south-1', zones: ['a', 'b'], kubernetes: '1.35', cidr: '10.230.0.0/16' }],
};
const gardener = defineComponent({
  purpose: 'Makes groups of tables larger.',
  role: 'node-scaling',
  chart: { repository: 'https://charts.sample.org', name: 'gardener', version: '1.0.0' },
  values: ({ name }) => ({ autoDiscovery: { tags: names.nodeGroupTags(name) } }),
  provides: { nodeScaling: 'groups' },
});

const butler = defineComponent({
  purpose: 'Keeps the yard as Git says, from outside of it.',
  role: 'gitops',
  capability: 'ARGOCD',
  provides: { kinds: { 'argoproj.io/v1alpha1': { namespaced: ['AppProject', 'Application'] } } },
});
const identityCenter = {
  instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
  region: 'ap-south-1',
  adminsGroupId: '01234567-89ab-cdef-0123-456789abcdef',
};

/** The sample, with what only some contracts look at: a cluster's name, its discovery tags, its nodes, its targets and hosts. */
const sample = sampleWith(
  { [organisation]: { identityCenter } },
  { services: Object.entries({ cellar, sommelier }).map(([name, service]) => definition(sampleFile(name), service)) },
);
const registry: Registry = {
  ...sample,
  environments: [...sample.environments, definition('platform/environments/yard.ts', yard)],
  releases: [...sample.releases, definition('releases/yard.json', { revision: 'main', images: {} })],
  components: [
    ...sample.components,
    definition('components/sample/butler.ts', butler),
    definition('components/sample/gardener.ts', gardener),
  ],
};
const door = registry.components.find(({ file }) => file.endsWith('/door.ts'));
const { platform } = load({
  ...registry,
  components: registry.components.map((source) =>
    source === door
      ? {
          ...source,
          exports: {
            default: {
              ...(source.exports.default as object),
              provides: {
                ...(source.exports.default as ComponentDefinition).provides,
                kinds: {
                  'cert-manager.io/v1': { namespaced: ['Certificate'] },
                  'karpenter.sh/v1': { cluster: ['NodePool'] },
                  'karpenter.k8s.aws/v1': { cluster: ['EC2NodeClass'] },
                },
              },
              objects: (at: Cluster) => [
                ...(at.nodeScaling === 'pools' ? nodesOf(at) : []),
                new Certificate({
                  metadata: { name: 'api' },
                  spec: { secretName: 'api', dnsNames: [at.apiHost], issuerRef: { kind: 'ClusterIssuer', name: 'public' } },
                }),
                new Gateway({
                  metadata: { name: 'door' },
                  spec: { gatewayClassName: 'door', listeners: [{ name: 'https', port: 443, protocol: 'HTTPS', hostname: at.apiHost }] },
                }),
                new StorageClass({
                  metadata: { name: 'disks' },
                  provisioner: 'ebs.csi.aws.com',
                  parameters: { encrypted: 'true', kmsKeyId: names.keyAlias(at.name, 'disks') },
                }),
              ],
              values: ({ name, environment, nodeScaling }: Cluster) => ({
                ...(nodeScaling === 'pools' && { settings: { interruptionQueue: names.interruptionQueue(name) } }),
                nodeSelector: { 'node-role': 'system' },
                extraObjects: [{ spec: { targetGroupName: names.gatewayTargets(environment.name) } }],
                clusterName: name,
                logGroupName: `/platform/${name}/flow`,
                vpcTags: { Name: name },
                service: { annotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' } },
              }),
            },
          },
        }
      : source,
  ),
});
if (platform === undefined) throw new Error('the sample has mistakes');
export const restaurant = platform;
export const [cluster, inGroups] = platform.clusters as [Cluster, Cluster];
const templates = templatesOf(platform) as readonly MutableTemplate[];
const rendered = new Map(platform.clusters.map((each) => [each, [...renderCluster(platform, each)]]));
const appsOf = (at: Cluster) => rendered.get(at) ?? [];
export const apps = appsOf(cluster);

/** Templates and manifests that may be changed. */
export const draftOfTemplates = (): MutableTemplate[] => structuredClone(templates) as MutableTemplate[];
export const draftOfApps = (at = cluster): MutableApp[] =>
  appsOf(at).map((app) => ({
    ...app,
    objects: app.objects.map(({ json }) => ({ json: structuredClone(json) })),
  })) as unknown as MutableApp[];

/** What crosses, and where both sides differ. */
export const crossings = (some = templates, others?: readonly MutableApp[], at = cluster): Crossing[] =>
  crossingsOf({ platform, cluster: at, templates: some, scene: sceneOf(platform, at, (others as unknown as typeof apps) ?? appsOf(at)) });
export const findings = (some?: readonly MutableTemplate[], others?: readonly MutableApp[], at = cluster) =>
  mismatches(crossings(some, others, at));
export const broken = (found: ReturnType<typeof findings>): string[] => [...new Set(found.map(({ rule }) => rule))];

/** The properties of the resource of a type with a value under a key. */
export const resourceWith = (draft: MutableTemplate[], type: string, value: string) => {
  const found = draft
    .flatMap(({ resources }) => Object.values(resources))
    .find(({ Type, Properties }) => Type === type && JSON.stringify(Properties).includes(value));
  if (found === undefined) throw new Error(`no ${type} with ${value}`);
  return found;
};
