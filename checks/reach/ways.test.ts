import type { Finding } from '#checks';
import { findingsOf, sceneOf } from '#checks';
import { renderCluster } from '#k8s-constructs/render';
import { defineComponent, type RenderedApp } from '#model';
import { samplePlatform } from '#model/sample';
import { component, definition, kitchen, sampleWith } from '#model/testing';
import callBlocked from '../call-blocked-by-policy';
import callNotDeclared from '../call-not-declared';
import dnsBlocked from '../dns-blocked-by-policy';
import type { MutableObject, Scene } from '../mechanism/rule';
import scrapeBlocked from '../scrape-blocked-by-policy';
import storeBlocked from '../store-blocked-by-policy';
import { endOf, explain } from '.';

/** The rules on what may and must connect, on the sample: a kitchen that nobody outside sees, a menu and a waiter who calls both. */

const usher = defineComponent({
  purpose: 'Shows guests to their tables.',
  chart: { repository: 'https://charts.sample.org', name: 'usher', version: '1.0.0' },
  network: {
    ingress: [
      { from: 'control-plane', ports: [9443] },
      { from: 'scraper', ports: [9090] },
    ],
    egress: ['kubernetes', 'aws'],
  },
});
const scraper = { network: { egress: ['cluster'] } };
const platform = samplePlatform(
  sampleWith(
    { [kitchen]: { buckets: ['recipes'] }, [component('scraper')]: scraper },
    { components: [definition('components/sample/usher.ts', usher)] },
  ),
);
const [cluster] = platform.clusters;
if (cluster === undefined) throw new Error('the sample has no cluster');

type Change = (policy: MutableObject, every: (name: string) => MutableObject) => void;

/** The sample, after a change to one of its policies. */
const sceneWith = (name: string, change: Change = () => undefined): Scene => {
  const apps = structuredCloneOf([...renderCluster(platform, cluster)]);
  const objects = apps.flatMap((app) => app.objects.map(({ json }) => json as MutableObject));
  const every = (wanted: string): MutableObject => {
    const found = objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === wanted);
    if (found === undefined) throw new RangeError(`no policy '${wanted}'`);
    return found;
  };
  change(every(name), every);
  return sceneOf(platform, cluster, apps);
};

const structuredCloneOf = (apps: readonly RenderedApp[]): RenderedApp[] =>
  apps.map((app) => ({ ...app, objects: app.objects.map(({ json, model }) => ({ json: structuredClone(json), model })) }));

const rules = [
  { id: 'call-blocked-by-policy', ...callBlocked },
  { id: 'call-not-declared', ...callNotDeclared },
  { id: 'dns-blocked-by-policy', ...dnsBlocked },
  { id: 'scrape-blocked-by-policy', ...scrapeBlocked },
  { id: 'store-blocked-by-policy', ...storeBlocked },
];

const said = (name: string, change?: Change): string[] =>
  findingsOf(rules, sceneWith(name, change)).findings.map(({ rule, fact }: Finding) => `${rule}: ${fact}`);

const pods = (name: string, namespace = 'restaurant') => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  podSelector: { matchLabels: { 'app.kubernetes.io/name': name } },
});

test('the sample connects what it says and nothing else', () => expect(said('kitchen')).toEqual([]));

test.each<[what: string, name: string, change: Change, findings: string[]]>([
  [
    'a webhook that the control plane cannot ask',
    'usher',
    ({ spec }) => {
      for (const { ports = [] } of spec.ingress) for (const port of ports) if (port.port === 9443) port.port = 9444;
    },
    [
      ...cluster.subnets.controlPlane.map(
        (cidr) =>
          `call-not-declared: NetworkPolicy usher/usher: ingress rule 2 opens component usher to ${cidr} on 9444, which no definition says`,
      ),
      `call-blocked-by-policy: NetworkPolicy usher/usher: ingress rule 2 lets in the control plane in ${cluster.subnets.controlPlane[0]} on 9444/TCP, not on 9443/TCP, but component usher serves the control-plane`,
    ],
  ],
  [
    'a callee that does not let its caller in',
    'kitchen',
    ({ spec }) => spec.ingress.splice(0),
    [
      "call-blocked-by-policy: NetworkPolicy restaurant/kitchen: no ingress rule lets in Deployment restaurant/waiter on 7002/TCP, but Deployment restaurant/waiter calls 'kitchen'",
      "scrape-blocked-by-policy: NetworkPolicy restaurant/kitchen: no ingress rule lets in component scraper on 7002/TCP, but ServiceMonitor 'kitchen' has it scraped",
    ],
  ],
  [
    'a pair of services that nobody declares',
    'kitchen',
    ({ spec }, every) => {
      spec.egress.push({ to: [pods('menu')], ports: [{ port: 7001, protocol: 'TCP' }] });
      every('menu').spec.ingress.push({ from: [pods('kitchen')] });
    },
    [
      'call-not-declared: NetworkPolicy restaurant/menu: Deployment restaurant/menu can be reached by Deployment restaurant/kitchen on 7001, which no definition says',
    ],
  ],
  ['a caller that may send while nobody lets it in', 'kitchen', ({ spec }) => spec.egress.push({ to: [pods('menu')] }), []],
  [
    'the gateway at a service that is not public',
    'kitchen',
    ({ spec }) => spec.ingress.push({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'door' } } }] }),
    [
      'call-not-declared: NetworkPolicy restaurant/kitchen: Deployment restaurant/kitchen can be reached by component door on 7002, which no definition says',
    ],
  ],
  [
    'the internet for a service that has nothing to do there',
    'menu',
    ({ spec }) => spec.egress.push({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 443, protocol: 'TCP' }] }),
    [
      'call-not-declared: NetworkPolicy restaurant/menu: egress rule 3 lets Deployment restaurant/menu out to 0.0.0.0/0 on 443, which no definition says',
    ],
  ],
  [
    'a bucket that cannot be reached',
    'kitchen',
    ({ spec }) => {
      spec.egress = spec.egress.filter(({ ports = [] }: { ports?: { port: number }[] }) => !ports.some(({ port }) => port === 80));
    },
    [
      'store-blocked-by-policy: NetworkPolicy restaurant/kitchen: no egress rule lets it out to the Pod Identity agent on 80/TCP, but Deployment restaurant/kitchen acts in AWS',
    ],
  ],
])('%s', (_, name, change, findings) => expect(said(name, change).sort()).toEqual([...findings].sort()));

test('in an ambient mesh the kubelet asks from an address that policies must let in', () => {
  const apps = structuredCloneOf([...renderCluster(platform, cluster)]);
  for (const { json } of apps.flatMap(({ objects }) => objects) as { json: MutableObject }[])
    if (json.kind === 'Namespace' && json.metadata.name === 'restaurant') json.metadata.labels['istio.io/dataplane-mode'] = 'ambient';
  const facts = findingsOf(rules, sceneOf(platform, cluster, apps)).findings.map(({ fact }) => fact);
  expect(facts).toContain(
    'NetworkPolicy restaurant/menu: no ingress rule lets in the kubelet on 7001/TCP, but Deployment restaurant/menu is probed',
  );
});

describe('explains', () => {
  const answer = (from: string, to: string, scene = sceneWith('kitchen')) => {
    const [source, destination] = [endOf(from, scene, platform), endOf(to, scene, platform)];
    if (source === undefined || destination === undefined) throw new RangeError(`no '${from}' or no '${to}'`);
    return explain(scene, source, destination);
  };

  test('a call, object by object', () =>
    expect(answer('waiter', 'kitchen').hops.map(({ at, says }) => `${at}: ${says}`)).toMatchInlineSnapshot(`
      [
        "Service restaurant/kitchen: port 7002 leads to port 'http', 7002, of Deployment restaurant/kitchen",
        "NetworkPolicy restaurant/waiter: egress rule 2 lets it out to Deployment restaurant/kitchen on 7002/TCP",
        "NetworkPolicy restaurant/kitchen: ingress rule 1 lets in Deployment restaurant/waiter on 7002/TCP",
        "Deployment restaurant/kitchen: a container has port 'http', 7002",
        "Deployment restaurant/kitchen: is ready when its probe says so; a node always reaches its own pods",
      ]
    `));

  test.each([
    [true, 'waiter', 'kitchen'],
    [false, 'kitchen', 'waiter'],
    [true, 'kitchen', 'database'],
    [false, 'menu', 'database'],
    [true, 'menu', 'cache'],
    [true, 'api-gateway', 'menu'],
    [false, 'api-gateway', 'kitchen'],
    [true, 'metrics', 'kitchen'],
    [true, 'kubelet', 'kitchen'],
    [true, 'control-plane', 'usher'],
    [true, 'waiter', 'internet'],
    [false, 'menu', 'internet'],
    [true, 'usher', 'kubernetes'],
  ])('%s: %s to %s', (allowed, from, to) => expect(answer(from, to).allowed).toBe(allowed));

  test('a Service that leads elsewhere', () => {
    const scene = sceneWith('kitchen');
    const service = scene.objects.find(({ json }) => json.kind === 'Service' && json.metadata.name === 'kitchen')?.json as MutableObject;
    service.spec.ports[0].targetPort = 'https';
    expect(answer('waiter', 'kitchen', scene)).toMatchObject({
      allowed: false,
      hops: expect.arrayContaining([
        { at: 'Service restaurant/kitchen', file: kitchen, allows: false, says: 'no port leads to 7002 of any pod' },
      ]),
    });
  });
});
