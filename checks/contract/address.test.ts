import { templatesOf } from '#cdk';
import { sceneOf } from '#checks';
import { renderCluster } from '#k8s-constructs/render';
import type { Cluster } from '#model';
import { restaurant as platform } from '../../cdk/testing';
import { crossingsOf, type MutableTemplate, mismatches, verdictOf } from '.';

const templates = templatesOf(platform);
const [active, standby] = [false, true].map((wanted) =>
  platform.clusters.find(({ environment, standby: is }) => environment.name === 'terrace' && is === wanted),
) as [Cluster, Cluster];

const crossings = (cluster: Cluster, some: readonly MutableTemplate[] = templates as unknown as MutableTemplate[]) =>
  crossingsOf({ platform, cluster, templates: some, scene: sceneOf(platform, cluster, [...renderCluster(platform, cluster)]) });

const path = 'restaurant/terrace/database';
const verdicts = (cluster: Cluster): Record<string, string> =>
  Object.fromEntries(
    crossings(cluster)
      .filter(({ value }) => value.startsWith(`${path} `))
      .map((crossing) => [crossing.value.slice(path.length + 1), verdictOf(crossing)]),
  );

test('the active region reads the address that is written, the standby the one that follows, and each has the other to spare', () => {
  expect(verdicts(active)).toEqual({ host: 'agreed', port: 'agreed', reader: 'spare' });
  expect(verdicts(standby)).toEqual({ host: 'spare', port: 'agreed', reader: 'agreed' });
});

test('an environment of one region has one address', () => {
  const [open] = platform.clusters.filter(({ environment }) => environment.name === 'open') as [Cluster];
  const found = crossings(open).filter(({ value }) => value.startsWith('restaurant/open/database '));
  expect(found.map((crossing) => [crossing.value, verdictOf(crossing)])).toEqual([
    ['restaurant/open/database host', 'agreed'],
    ['restaurant/open/database port', 'agreed'],
  ]);
});

test('a standby misses its address where only the active region makes one', () => {
  const draft = structuredClone(templates) as unknown as MutableTemplate[];
  const data = draft.find(({ stack }) => stack === 'terrace/ap-south-2-data');
  delete data?.resources.address;
  const missing = mismatches(crossings(standby, draft)).map(({ fact }) => fact);
  expect(missing).toContain(`ExternalSecret restaurant/kitchen-database relies on the secret '${path} reader', which no stack creates`);
});

test('what makes logins is read by no cluster, and does not cross', () => {
  const crossed = [...crossings(active), ...crossings(standby)].map(({ value }) => value);
  expect(crossed.filter((value) => value.startsWith('restaurant-admin/'))).toEqual([]);
});
