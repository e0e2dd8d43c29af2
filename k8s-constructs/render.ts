import type { Chart } from 'cdk8s';
import { type Cluster, type Component, groupOf, type Platform, type RenderedApp, type Service, type Waiver } from '#model';
import { argoApps } from './argo/apps';
import { componentObjects } from './component-objects';
import { componentTraffic } from './component-traffic';
import { componentMesh } from './mesh/component-mesh';
import { Microservice } from './microservice';
import { buildNamespaces } from './namespaces';
import { type Footprint, objectsOf } from './objects';
import { buildPolicies } from './policy/policies';
import { afterChart } from './sync';

/**
 * Everything that goes to one cluster, one application at a time, so that nothing is held that was already written. The Applications that
 * deploy the rest come last, because they follow from it.
 */
export function* renderCluster(whole: Platform, cluster: Cluster): Generator<RenderedApp> {
  const platform = whole.in(cluster.environment.name);
  const rendered: Footprint[] = [];
  const pass = (app: RenderedApp): RenderedApp => {
    rendered.push(footprintOf(app));
    return app;
  };
  yield pass(app(cluster, 'namespaces', 'platform/organisation.ts', (chart) => buildNamespaces(chart, platform, cluster)));
  for (const component of cluster.components) yield pass(renderComponent(component, cluster));
  yield pass(renderPolicies(platform, cluster));
  for (const service of platform.services) yield pass(renderService(platform, cluster, service));
  yield* argoApps(platform, cluster, rendered);
}

const footprintOf = ({ name, folder, objects }: RenderedApp): Footprint => ({
  name,
  folder,
  kinds: new Set(objects.map(({ json: { apiVersion, kind } }) => `${groupOf(apiVersion)}/${kind}`)),
});

/** One service on one cluster. */
export const renderService = (platform: Platform, cluster: Cluster, service: Service): RenderedApp =>
  app(
    cluster,
    service.name,
    service.file,
    (chart) => new Microservice(chart, 'service', { platform, cluster, service }),
    service.domain,
    service.waivers,
  );

/** The admission policies of a cluster. The environment's file says who holds the role `policy`, and how careful they are. */
export const renderPolicies = (platform: Platform, cluster: Cluster): RenderedApp =>
  app(cluster, 'policies', cluster.environment.file, (chart) => buildPolicies(chart, platform, cluster));

/** The objects that a component adds to its chart. */
export const renderComponent = (component: Component, cluster: Cluster): RenderedApp =>
  app(
    cluster,
    component.name,
    component.file,
    (chart) => {
      componentTraffic(chart, component, cluster);
      componentMesh(chart, component, cluster);
      componentObjects(chart, component, cluster, afterChart);
    },
    undefined,
    component.waivers,
  );

const app = (
  cluster: Cluster,
  name: string,
  definition: string,
  build: (chart: Chart) => void,
  namespace?: string,
  waivers: readonly Waiver[] = [],
): RenderedApp => ({
  name,
  cluster,
  folder: `dist-manifests/${cluster.name}/${name}`,
  definition,
  waivers,
  objects: objectsOf(name, build, namespace),
});
