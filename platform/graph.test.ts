import { templatesOf } from '#cdk';
import { sceneOf } from '#checks';
import { crossingsOf, verdictOf } from '#checks/contract';
import { graphOf } from '#checks/graph';
import { endOf, explain } from '#checks/reach';
import { renderCluster } from '#k8s-constructs/render';
import { load, metricsOf, storesOf } from '#model';
import { registry } from '#registry';

const { platform } = load(registry);
if (platform === undefined) throw new Error('the platform has mistakes; run platform check');

const templates = templatesOf(platform);

describe.each(platform.clusters.map((cluster) => [cluster.name, cluster] as const))('%s', (_, cluster) => {
  const scene = sceneOf(platform, cluster, [...renderCluster(platform, cluster)]);
  const here = platform.in(cluster.environment.name);
  const reaches = (from: string, to: string): boolean => {
    const [source, destination] = [endOf(from, scene, here), endOf(to, scene, here)];
    if (source === undefined || destination === undefined) throw new RangeError(`no '${from}' or no '${to}'`);
    return explain(scene, source, destination).allowed;
  };

  test('everything that is relied on is there', () => expect(scene.graph.dangling()).toEqual([]));

  test('with the stacks nothing else is missing than what the contract says', () => {
    const crossings = crossingsOf({ platform, cluster, templates, scene });
    const missing = crossings
      .filter((crossing) => verdictOf(crossing) === 'missing')
      .map(({ contract, value }) => `${contract.what} ${value}`);
    const dangling = graphOf(scene, templates).dangling();
    expect(dangling.filter(({ to }) => !missing.includes(to))).toEqual([]);
  });

  const pairs = here.services.flatMap((from) => here.services.map((to) => ({ from, to })));
  const answering = pairs.filter(({ from, to }) => from !== to && to.http !== undefined);
  const declared = ({ from, to }: (typeof pairs)[number]): boolean => here.calleesOf(from.name).includes(to);
  const named = ({ from, to }: (typeof pairs)[number]): string => `${from.name} to ${to.name}`;

  test('every declared call gets through policies, Service, port and probe', () =>
    expect(answering.filter((pair) => declared(pair) && !reaches(pair.from.name, pair.to.name)).map(named)).toEqual([]));

  test('no other call does', () =>
    expect(answering.filter((pair) => !declared(pair) && reaches(pair.from.name, pair.to.name)).map(named)).toEqual([]));

  test('a store is reached by who declares it, and by nobody else', () => {
    const stores = ['database', 'cache', 'documents', 'stream'] as const;
    const wrong = here.services.flatMap((service) =>
      stores
        .filter((store) => reaches(service.name, store) !== storesOf(service).includes(store))
        .map((store) => `${service.name} ${store}`),
    );
    expect(wrong).toEqual([]);
  });

  const serving = here.services.filter(({ http }) => http !== undefined);

  test('the gateway reaches what is public and nothing else', () => {
    const wrong = cluster.gateway ? serving.filter(({ name, http }) => reaches('api-gateway', name) !== (http?.exposure === 'public')) : [];
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('metrics are scraped where there are some, names resolve, and nodes ask their pods how they are', () => {
    const wrong = serving.filter(
      (service) =>
        (cluster.scraper && reaches('metrics', service.name) !== (metricsOf(service) !== undefined)) ||
        !reaches(service.name, 'dns') ||
        !reaches('kubelet', service.name),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});
