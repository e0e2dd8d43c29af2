import * as z from 'zod';
import { zonesOf } from './aws';
import { type ComponentDefinition, defineComponent } from './component';
import { defineEnvironment } from './environment';
import { load } from './load';
import { inOneLine } from './mistake';
import { defineOrganisation } from './organisation';
import type { Platform } from './platform';
import type { Registry, Source } from './registry';
import type { ServiceDefinition } from './service';
import { defineTeams } from './team';
import { defineTopic } from './topic';

/** A small made-up platform, a restaurant, for tests and benchmarks of the toolkit. */

const meals = defineTopic({
  context: 'kitchen',
  entity: 'meal',
  version: 1,
  key: 'mealId',
  partitions: 3,
  retention: '7d',
  events: { cooked: z.object({ mealId: z.uuid() }), burnt: z.object({ mealId: z.uuid() }) },
});

const menu: ServiceDefinition = {
  purpose: 'Says what there is to eat.',
  owner: 'front',
  tier: 'standard',
  http: { port: 7001, path: '/menu', exposure: 'public' },
  cache: 'valkey',
};

const kitchen: ServiceDefinition = {
  purpose: 'Cooks what was ordered.',
  owner: 'back',
  tier: 'critical',
  http: { port: 7002, path: '/kitchen', exposure: 'cluster' },
  produces: [meals.cooked],
  database: 'postgresql',
  queues: ['pans'],
  size: { cpu: '1000m', memory: '1Gi' },
};

const waiter: ServiceDefinition = {
  purpose: 'Takes orders and brings meals.',
  owner: 'front',
  tier: 'critical',
  http: { port: 7003, path: '/waiter', exposure: 'public' },
  calls: ['kitchen', 'menu'],
  consumes: [meals.cooked],
  database: 'postgresql',
  buckets: ['receipts'],
  sends: ['email', 'sms'],
  secrets: ['till-key'],
  external: ['cards.example.org'],
  scale: { min: 3, max: 9, cpuPercent: 50 },
};

const components: Readonly<Record<string, ComponentDefinition>> = {
  kinds: defineComponent({
    purpose: 'Installs the kinds that the others use.',
    namespace: 'kube-system',
    git: { repository: 'https://github.com/sample/kinds', path: 'crds', revision: 'refs/tags/v1.0.0' },
    prune: false,
    provides: {
      kinds: {
        'gateway.networking.k8s.io/v1': { namespaced: ['Gateway', 'HTTPRoute'], cluster: ['GatewayClass'] },
        'monitoring.coreos.com/v1': { namespaced: ['ServiceMonitor'] },
      },
    },
  }),
  door: defineComponent({
    purpose: 'Lets guests in.',
    role: 'api-gateway',
    after: ['kinds'],
    chart: { repository: 'https://charts.sample.org', name: 'door', version: '1.2.3' },
    values: ({ controllerReplicas }) => ({ replicas: controllerReplicas }),
    network: { ingress: [{ from: 'load-balancer', ports: [8443] }], egress: ['cluster'] },
    provides: { gateway: { name: 'door', namespace: 'door', listener: 'https', pods: { namespace: 'door', labels: { app: 'door' } } } },
  }),
  gitops: defineComponent({
    purpose: 'Keeps the cluster as Git says.',
    role: 'gitops',
    chart: { repository: 'https://charts.sample.org', name: 'gitops', version: '2.0.0' },
    prune: false,
    provides: { kinds: { 'argoproj.io/v1alpha1': { namespaced: ['AppProject', 'Application'] } } },
  }),
  scraper: defineComponent({
    purpose: 'Reads metrics.',
    role: 'metrics',
    after: ['kinds'],
    chart: { repository: 'https://charts.sample.org', name: 'scraper', version: '3.1.4' },
    podSecurity: { level: 'privileged', reason: 'Its agent reads the host.' },
    provides: { scraper: { namespace: 'scraper', labels: { app: 'scraper' } } },
  }),
  porter: defineComponent({
    purpose: 'Sets tables for guests who find none.',
    role: 'node-scaling',
    namespace: 'kube-system',
    chart: { repository: 'https://charts.sample.org', name: 'porter', version: '1.0.0' },
    provides: { nodeScaling: 'pools' },
  }),
  vault: defineComponent({
    purpose: 'Copies secrets into the cluster.',
    role: 'secrets',
    after: ['kinds'],
    chart: { repository: 'https://charts.sample.org', name: 'vault', version: '1.0.0' },
    provides: { kinds: { 'external-secrets.io/v1': { namespaced: ['ExternalSecret'] } }, secretStore: 'vault' },
  }),
};

const organisation = defineOrganisation({
  name: 'restaurant',
  repository: 'https://github.com/sample/restaurant',
  registryAccount: '999999999999',
  registryRegion: 'ap-south-1',
  platformTeam: 'back',
  alarmsEmail: 'back@example.org',
});

const environment = defineEnvironment({
  purpose: 'Serves guests.',
  account: '888888888888',
  domain: 'restaurant.example.org',
  shape: 'full',
  roles: { 'api-gateway': 'door', gitops: 'gitops', metrics: 'scraper', 'node-scaling': 'porter', secrets: 'vault' },
  database: { maxConnections: 500 },
  budget: 5000,
  targets: 'none',
  clusters: [{ region: 'ap-south-1', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.200.0.0/16' }],
});

const one = (file: string, definition: unknown): Source => ({ file, exports: { default: definition } });

const revision = { revision: 'main', images: { waiter: { version: '1.0.0', digest: `sha256:${'a'.repeat(64)}` } } };

/** Where a service of the sample is defined. */
export const sampleFile = (service: string): string => `services/restaurant/${service}/service.ts`;

/** The registry of the sample, with changes: `{ services: { waiter: { … } } }` replaces fields of one service. */
export const sampleRegistry = (changes: Readonly<Record<string, Partial<ServiceDefinition> | undefined>> = {}): Registry => ({
  organisation: [one('platform/organisation.ts', organisation)],
  teams: [
    one(
      'platform/teams.ts',
      defineTeams({
        back: { slack: '#back', pagerduty: 'back', github: 'sample/back' },
        front: { slack: '#front', pagerduty: 'front', github: 'sample/front' },
      }),
    ),
  ],
  environments: [one('platform/environments/open.ts', environment)],
  releases: [one('releases/open.json', revision)],
  topics: [{ file: 'platform/topics/kitchen.ts', exports: { meals } }],
  components: Object.entries(components).map(([name, component]) => one(`components/sample/${name}.ts`, component)),
  services: Object.entries({ kitchen, menu, waiter }).map(([name, service]) => one(sampleFile(name), { ...service, ...changes[name] })),
  rules: [],
  policies: [],
});

/** The sample as a platform. */
export const samplePlatform = (registry: Registry = sampleRegistry()): Platform => {
  const { platform, mistakes } = load(registry);
  if (platform === undefined) throw new Error(mistakes.map(inOneLine).join('\n'));
  return platform;
};

/** A platform of many like services on some clusters, ten objects each, for measuring growth. */
export const manyServices = (count: number, clusters: number): Registry => {
  const service = (index: number): ServiceDefinition => ({
    purpose: 'One of many.',
    owner: 'front',
    tier: 'standard',
    http: { port: 1024 + index, path: `/many-${index}`, exposure: 'public' },
    secrets: ['key'],
  });
  const withThreeZones = Object.keys(zonesOf).filter((region) => zonesOf[region]?.startsWith('abc'));
  const regions = withThreeZones.slice(0, clusters).map((region, index) => ({
    ...environment.clusters[0],
    region,
    cidr: `10.${100 + index}.0.0/16`,
    standby: index > 0,
  }));
  return {
    ...sampleRegistry(),
    topics: [],
    environments: [one('platform/environments/open.ts', { ...environment, clusters: regions })],
    services: Array.from({ length: count }, (_, index) => one(`services/domain-${index % 31}/many-${index}/service.ts`, service(index))),
  };
};
