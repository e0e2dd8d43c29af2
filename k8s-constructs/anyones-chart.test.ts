import { Chart, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ClusterService, type Identity, KubernetesObject, SecureNamespace, Workload } from '#k8s-constructs';
import type { KubernetesJson } from '#model';

/** A chart of somebody who knows cdk8s and nothing of the platform. */
class Hotel extends Chart {
  constructor() {
    super(Testing.app({ outdir: '.' }), 'hotel', { namespace: 'hotel', labels: { stars: 'five' } });
    const waiter: Identity = { name: 'waiter', partOf: 'hotel', team: 'front', environment: 'open' };
    new kplus.Namespace(this, 'namespace', { metadata: { name: 'hotel' } });
    const menu = new kplus.ConfigMap(this, 'menu', { metadata: { name: 'menu' }, data: { DISH: 'soup' } });
    const pod = {
      ports: [{ name: 'http', port: 7003 }],
      image: 'waiter',
      cpuMillicores: 100,
      memoryMebibytes: 256,
      configuration: menu.name,
    };
    const workload = new Workload(this, 'waiter', { ...waiter, ...pod });
    const address = new ClusterService(this, 'address', {
      ...waiter,
      ports: [{ name: 'http', port: 7003, servicePort: 7003, protocol: 'http' }],
    });
    new SecureNamespace(this, 'cellar', { name: 'cellar', environment: 'open', kubernetes: '1.35', level: 'restricted' });

    // The order that cdk8s knows, and its way to change what a construct does not offer.
    menu.node.addDependency(address);
    const deployment = workload.node.findAll().find((each) => each instanceof KubernetesObject);
    deployment?.addJsonPatch(JsonPatch.add('/spec/minReadySeconds', 5));
  }
}

const objects: KubernetesJson[] = Testing.synth(new Hotel());
const find = (kindAndName: string) => objects.find(({ kind, metadata: { name } }) => `${kind} ${name}` === kindAndName);

test('ours stand beside those of cdk8s-plus, in the order that the chart asks for', () => {
  expect(objects.map(({ kind, metadata: { name } }) => `${kind} ${name}`)).toEqual([
    'Namespace hotel',
    'Service waiter',
    'ConfigMap menu',
    'Deployment waiter',
    'Namespace cellar',
    'NetworkPolicy default-deny',
  ]);
});

test.each(['ConfigMap menu', 'Deployment waiter', 'Service waiter'])("%s is in the chart's namespace and has its label", (name) => {
  expect(find(name)?.metadata).toMatchObject({ namespace: 'hotel', labels: { stars: 'five' } });
});

test('ours keep their own labels beside those of the chart, and a namespace that they name', () => {
  expect(find('Deployment waiter')?.metadata.labels).toMatchObject({ stars: 'five', 'app.kubernetes.io/name': 'waiter', team: 'front' });
  expect(find('NetworkPolicy default-deny')?.metadata).toMatchObject({ namespace: 'cellar', labels: { stars: 'five' } });
});

test('labels of the chart do not get into selectors, which could not change any more', () => {
  expect(find('Deployment waiter')?.spec).toMatchObject({ selector: { matchLabels: expect.not.objectContaining({ stars: 'five' }) } });
});

test('ours refer to theirs, and take their patches', () => {
  const spec = { minReadySeconds: 5, template: { spec: { containers: [{ envFrom: [{ configMapRef: { name: 'menu' } }] }] } } };
  expect(find('Deployment waiter')?.spec).toMatchObject(spec);
});
