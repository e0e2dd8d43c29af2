import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServiceDefinition } from '#model';
import type { MemoryCache } from '../cache/memory-cache';
import type { Variables } from '../config';
import type { Objects } from '../ports/objects';
import type { Ports } from '../ports/open-ports';
import { bucketVariable, queueVariable } from '../ports/places';
import { MemoryStore } from '../queues/memory-store';
import { eventually } from './eventually';

/** Settings for the cache, the queues and the buckets of a service under test; `remove` clears away what they held. */
export const surroundingPorts = ({ cache, queues = [], buckets = [] }: ServiceDefinition): { variables: Variables; remove(): void } => {
  const folder = buckets.length > 0 ? mkdtempSync(join(tmpdir(), 'service-test-')) : undefined;
  const variables = {
    ...(cache && { REDIS_URL: 'memory:' }),
    ...Object.fromEntries(queues.map((queue) => [queueVariable(queue), `memory:${queue}`])),
    ...(folder && { OBJECTS_SIGNING_KEY: 'key-of-the-test' }),
    ...(folder && Object.fromEntries(buckets.map((bucket) => [bucketVariable(bucket), pathToFileURL(join(folder, bucket)).href]))),
  };
  return { variables, remove: () => folder && rmSync(folder, { recursive: true, force: true }) };
};

/** What a test sees of them. */
export interface TestedPorts {
  /** The cache of a definition that names one; its `clear` forgets everything, as may happen at any moment. */
  readonly cache: MemoryCache;
  /** The buckets of a definition that names some. */
  readonly objects: Objects;
  /**
   * Waits until no message is in a queue any more, nor worked on. One that has failed waits for its next delivery, by the service's clock:
   * 1, 2, 4 and 8 seconds.
   */
  worked(): Promise<void>;
}

export const viewOf = (ports: Ports): TestedPorts => ({
  cache: ports.cache as MemoryCache,
  objects: ports.objects as Objects,
  worked: async () => {
    const store = ports.queues?.store;
    if (store instanceof MemoryStore) await eventually('the queues to be empty', async () => store.isEmpty());
  },
});
