import { renderService } from '#k8s-constructs/render';
import type { Platform } from '#model';
import { manyServices, samplePlatform } from '#model/sample';
import { filesOf, type OutputFile } from '../synthesize';
import { apply, compare } from '../write';

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
