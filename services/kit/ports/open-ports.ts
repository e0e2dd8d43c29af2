import { fileURLToPath } from 'node:url';
import type { Provider } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import type { ServiceDefinition } from '#model';
import { httpOf } from '#model/endpoints';
import { MemoryCache } from '../cache/memory-cache';
import { cacheRequests } from '../cache/requests';
import { valkeyOf } from '../cache/valkey';
import { ValkeyCache } from '../cache/valkey-cache';
import type { Clock } from '../clock';
import { type KitSettings, secret, type Variables, WrongSettings } from '../config';
import { FolderObjects } from '../objects/folder-objects';
import { serveObjects } from '../objects/serve-objects';
import { MemoryStore } from '../queues/memory-store';
import { QueueWork, queueHandlersIn } from '../queues/queue-work';
import type { Telemetry } from '../telemetry';
import { Cache } from './cache';
import { Objects } from './objects';
import { bucketVariable, isFolder, isInMemory, mistakesOfPlaces, queueVariable } from './places';
import { Queues } from './queues';

export interface PortsOptions {
  readonly name: string;
  readonly definition: ServiceDefinition;
  readonly settings: KitSettings;
  readonly variables: Variables;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
}

/** What a service has besides its database and its events: those of a cache, queues and buckets that its definition names. */
export class Ports {
  constructor(
    private readonly options: PortsOptions,
    readonly cache: Cache | undefined,
    /** The connection to Valkey, where the cache is there. */
    readonly valkey: Redis | undefined,
    readonly queues: QueueWork | undefined,
    readonly objects: Objects | undefined,
  ) {}

  /** For classes that ask for `Cache`, `Queues` or `Objects`. */
  get providers(): Provider[] {
    const { cache, queues, objects } = this;
    return [
      ...(cache ? [{ provide: Cache, useValue: cache }] : []),
      ...(queues ? [{ provide: Queues, useValue: queues.queues }] : []),
      ...(objects ? [{ provide: Objects, useValue: objects }] : []),
    ];
  }

  /** Adds the addresses of buckets that are folders. */
  serve(server: FastifyInstance): void {
    const { definition, settings } = this.options;
    if (this.objects instanceof FolderObjects)
      serveObjects(server, { objects: this.objects, path: httpOf(definition).path, problemBaseUrl: settings.PROBLEM_BASE_URL });
  }

  /** Takes over what works on queues. Throws when that is not what the definition names. */
  adopt(instances: readonly object[]): void {
    const { name, definition } = this.options;
    const handlers = queueHandlersIn(name, definition.queues ?? [], instances);
    this.queues?.adopt(handlers);
  }

  /** Connects to the cache; nobody waits for it. */
  connect(): void {
    // Its connection tells by itself what hinders it.
    if (this.valkey?.status === 'wait') this.valkey.connect().catch(() => undefined);
  }

  async close(): Promise<void> {
    await Promise.all([this.cache?.close(), this.queues?.close()]);
  }
}

/** Opens what the definition names, where the variables say. Nothing is connected before it is used or `connect` is called. */
export const openPorts = async (options: PortsOptions): Promise<Ports> => {
  const { name, definition, variables, telemetry } = options;
  const mistakes = mistakesOfPlaces(definition, variables);
  if (mistakes.length > 0) throw new WrongSettings(mistakes);
  const valkey = definition.cache && (await valkeyOf(variables, { service: name, log: telemetry.log }));
  const cache = definition.cache && cacheOf(options, valkey);
  const queues = definition.queues?.length ? await queuesOf(options, definition.queues) : undefined;
  const objects = definition.buckets?.length ? await objectsOf(options, definition.buckets) : undefined;
  return new Ports(options, cache, valkey, queues, objects);
};

const cacheOf = ({ telemetry, clock }: PortsOptions, valkey: Redis | undefined): Cache => {
  const requests = cacheRequests(telemetry.metrics);
  return valkey ? new ValkeyCache(valkey, requests) : new MemoryCache(clock, requests);
};

const queuesOf = async ({ variables, telemetry, settings, clock }: PortsOptions, queues: readonly string[]): Promise<QueueWork> => {
  const urls = placesOf(queues, (queue) => variables[queueVariable(queue)]);
  if (Object.values(urls).every(isInMemory)) return new QueueWork({ names: queues, store: new MemoryStore(queues, clock), telemetry });
  // What talks to AWS is loaded when it is needed: a laptop never does.
  const { SqsStore, sqsClient } = await import('../queues/sqs-store');
  return new QueueWork({ names: queues, store: new SqsStore(sqsClient(settings.AWS_REGION), urls), telemetry });
};

const objectsOf = async ({ variables, settings, clock }: PortsOptions, buckets: readonly string[]): Promise<Objects> => {
  const places = placesOf(buckets, (bucket) => variables[bucketVariable(bucket)]);
  if (Object.values(places).every(isFolder)) {
    const folders = placesOf(buckets, (bucket) => fileURLToPath(places[bucket] ?? ''));
    return new FolderObjects({ folders, publicUrl: settings.PUBLIC_URL, signingKey: secret(variables, 'OBJECTS_SIGNING_KEY'), clock });
  }
  const { S3Objects, s3Client } = await import('../objects/s3-objects');
  return new S3Objects(s3Client(settings.AWS_REGION), places);
};

const placesOf = (all: readonly string[], place: (name: string) => string | undefined): Record<string, string> =>
  Object.fromEntries(all.map((name) => [name, place(name) ?? '']));
