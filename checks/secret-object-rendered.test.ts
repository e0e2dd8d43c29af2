import { Secret } from 'kubernetes-models/v1/Secret';
import { sceneOf } from '#checks';
import type { Cluster, RenderedApp } from '#model';
import { samplePlatform } from '#model/sample';
import rule from './secret-object-rendered';

const platform = samplePlatform();
const cluster = platform.clusters[0] as Cluster;

const found = (labels: Record<string, string>, data: Record<string, string>): string[] => {
  const model = new Secret({ metadata: { name: 'open', namespace: 'gitops', labels }, data });
  const objects = [{ json: model.toJSON() as unknown as RenderedApp['objects'][number]['json'], model }];
  const app: RenderedApp = { name: 'gitops', cluster, folder: 'gitops', definition: 'gitops.ts', waivers: [], objects };
  return [...rule.check(sceneOf(platform, cluster, [app]))].map(({ fact }) => fact);
};

const registered = { 'argocd.argoproj.io/secret-type': 'cluster' };
const place = { name: 'b3Blbg==', server: 'YXJu' };

test('a cluster may be registered in Git', () => expect(found(registered, place)).toEqual([]));

test('what it is logged in to by may not', () =>
  expect(found(registered, { ...place, config: 'e30=' })).toEqual(["is a Secret in Git with 'name', 'server', 'config'"]));

const others: Record<string, string>[] = [{}, { 'argocd.argoproj.io/secret-type': 'repository' }];

test.each(others)('any other Secret may not: %j', (labels) =>
  expect(found(labels, place)).toEqual(["is a Secret in Git with 'name', 'server'"]),
);
