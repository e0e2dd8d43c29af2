import { App, Chart } from 'cdk8s';
import { rulesOf } from '#checks';
import { Microservice } from '#k8s-constructs';
import { renderService } from '#k8s-constructs/render';
import { load, type Platform } from '#model';
import { manyServices, samplePlatform } from '#model/sample';
import { registry } from '#registry';
import { filesOf, type OutputFile, synthesize } from '../synthesize';
import { apply, compare } from '../write';

/** What the benchmarks run. Each function is one process's work. */

const many = (services: number, clusters: number): Platform => samplePlatform(manyServices(services, clusters));

const unreported = (): void => undefined;

/** Builds, emits and compares many services with the tree in a folder, and writes what differs: ours. */
export const ours = (services: number, clusters: number, root: string): object => {
  const platform = many(services, clusters);
  const started = performance.now();
  let objects = 0;
  const files = function* (): Generator<OutputFile> {
    for (const cluster of platform.clusters) {
      for (const service of platform.services) {
        for (const file of filesOf(renderService(platform, cluster, service), unreported)) {
          objects += 1;
          yield file;
        }
      }
    }
  };
  const changes = compare(root, files(), ['dist-manifests']);
  const compared = performance.now() - started;
  apply(root, changes);
  return { objects, changed: changes.length, milliseconds: compared, megabytes: process.resourceUsage().maxRSS / 1024 };
};

/** The same constructs in one stock App, a chart for each service and cluster, for the cdk8s command line. */
export const stock = (services: number, clusters: number): object => {
  const platform = many(services, clusters);
  const app = new App();
  for (const cluster of platform.clusters) {
    for (const service of platform.services) {
      const chart = new Chart(app, `${cluster.name}-${service.name}`, { namespace: service.domain });
      new Microservice(chart, 'service', { platform, cluster, service });
    }
  }
  app.synth();
  return {};
};

/** The platform itself, all clusters, with or without its rules, compared with the committed tree. */
export const platformItself = (rules: 'with' | 'without', root: string): object => {
  const started = performance.now();
  const { platform, mistakes } = load(registry);
  if (platform === undefined) throw new Error(`the platform has ${mistakes.length} mistakes`);
  let files = 0;
  const output = function* (): Generator<OutputFile> {
    for (const file of synthesize({ platform, rules: rules === 'with' ? rulesOf(registry.rules) : [], report: unreported })) {
      files += 1;
      yield file;
    }
  };
  const changed = compare(root, output(), []).length;
  return { files, changed, milliseconds: performance.now() - started };
};
