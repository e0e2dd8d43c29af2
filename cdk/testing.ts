import { allow, allowKey, allowUnscoped, defineComponent, names, type ServiceDefinition, secret } from '#model';
import { sampleFile, samplePlatform, sampleRegistry } from '#model/sample';
import { definition, type Fields, open, organisation, sampleWith } from '#model/testing';

/** Needs two actions of AWS: one that can be scoped, and one that cannot. */
const usher = defineComponent({
  purpose: 'Shows guests to their tables.',
  chart: { repository: 'https://charts.sample.org', name: 'usher', version: '1.0.0' },
  iam: ({ environment }) => ({
    usher: [allowUnscoped(['ec2:DescribeInstances']), allow(['secretsmanager:GetSecretValue'], secret(`restaurant/${environment.name}/*`))],
  }),
  provides: { serviceAccounts: ['usher'] },
});

/** Has a key of its own. */
const safe = defineComponent({
  purpose: 'Keeps what guests leave behind.',
  optional: true,
  chart: { repository: 'https://charts.sample.org', name: 'safe', version: '1.0.0' },
  keys: ['lock'],
  iam: ({ name }) => ({
    safe: [
      allowKey(['kms:Decrypt', 'kms:Encrypt'], { alias: names.keyAlias(name, names.componentKey('safe', 'lock')) }),
      allow(['secretsmanager:GetSecretValue'], secret('restaurant/terrace/safe/*')),
    ],
  }),
  provides: { serviceAccounts: ['safe'] },
});

/** Keeps the cluster as Git says, from outside of it. */
const concierge = defineComponent({
  purpose: 'Keeps the terrace as Git says.',
  role: 'gitops',
  capability: 'ARGOCD',
  prune: false,
  provides: { kinds: { 'argoproj.io/v1alpha1': { namespaced: ['AppProject', 'Application'] } } },
});

/** Makes groups of nodes larger and smaller. */
const gardener = defineComponent({
  purpose: 'Puts tables together for guests who find none.',
  role: 'node-scaling',
  chart: { repository: 'https://charts.sample.org', name: 'gardener', version: '1.0.0' },
  provides: { nodeScaling: 'groups' },
});

/** Services that keep something in stores which the others do without. Both are built elsewhere. */
export const cellar: ServiceDefinition = {
  purpose: 'Knows what is in which barrel.',
  owner: 'back',
  tier: 'standard',
  image: 'images.sample.org/cellar',
  probes: { ready: { http: '/healthz' } },
  http: { port: 7004, path: '/cellar', exposure: 'cluster' },
  documents: 'mongodb',
};
export const sommelier: ServiceDefinition = {
  purpose: 'Finds the wine that goes with a meal.',
  owner: 'front',
  tier: 'standard',
  image: 'images.sample.org/sommelier',
  probes: { ready: { http: '/healthz' } },
  http: { port: 7005, path: '/wines', exposure: 'public' },
  calls: ['cellar'],
  search: 'opensearch',
};

const identityCenter = {
  instanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef',
  region: 'ap-south-1',
  adminsGroupId: '01234567-89ab-cdef-0123-456789abcdef',
};

const [first] = sampleRegistry().environments;
const likeFirst = first?.exports.default as Fields;

/** The sample with two environments: one that costs little, and one with a standby. Together they have every stack. */
export const restaurant = samplePlatform(
  sampleWith(
    { [open]: { shape: 'frugal', roles: { 'node-scaling': 'gardener' } }, [organisation]: { identityCenter } },
    {
      components: Object.entries({ concierge, gardener, safe, usher }).map(([name, component]) =>
        definition(`components/sample/${name}.ts`, component),
      ),
      environments: [
        definition('platform/environments/terrace.ts', {
          ...likeFirst,
          purpose: 'Serves guests outside, from another kitchen when its own burns.',
          account: '777777777777',
          domain: 'example.org',
          roles: { ...(likeFirst.roles as Fields), gitops: 'concierge' },
          components: ['safe'],
          targets: undefined,
          clusters: [
            { region: 'ap-south-1', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.210.0.0/16' },
            { region: 'ap-south-2', zones: ['a', 'b', 'c'], kubernetes: '1.35', cidr: '10.220.0.0/16', standby: true },
          ],
        }),
      ],
      releases: [definition('releases/terrace.json', { revision: null, images: {} })],
      services: Object.entries({ cellar, sommelier }).map(([name, service]) => definition(sampleFile(name), service)),
    },
  ),
);
