import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { names, type ServiceDefinition } from '#model';
import { valkeyOf } from './cache/valkey';
import { Callees, CalleeUnavailable } from './callees';
import { Clock, SystemClock } from './clock';
import { type KitSettings, readSettings, secret, type Variables } from './config';
import { storageOf } from './database/storage';
import { infoOf, instancesOf, requiredBy } from './describe-service';
import type { EventBus } from './events/bus';
import { EventHandlers, handlersIn } from './events/handlers';
import { closeWhenAnswered } from './http/close';
import { openApiOf } from './http/openapi';
import { Problems } from './http/problems';
import { serveProcess } from './http/process-endpoints';
import { type AnyRoute, contractsOf } from './http/route';
import { createServer } from './http/server';
import { RemoteKeys, ServiceTokens, TokenVerifier } from './identity';
import { operationsOf } from './internal/operations';
import { Lifecycle } from './lifecycle';
import { openPorts, type Ports } from './ports/open-ports';
import { partsOf, type ServiceModuleClass } from './service-module';
import { Metrics, type SpanSink, type Telemetry } from './telemetry';
import { telemetryOf } from './telemetry/of-settings';
import { PublicFetch } from './webhooks/public-fetch';

/** What a service is started with. */
export interface StartOptions {
  readonly definition: ServiceDefinition;
  readonly module: ServiceModuleClass;
  /** Settings by name, as a container gives them. */
  readonly variables: Variables;
  /** Carries events; needed where the definition names any. */
  readonly bus?: ((settings: KitSettings, telemetry: Telemetry) => EventBus) | undefined;
  /** @default - the machine's time */
  readonly clock?: Clock;
  /** Where log lines go. @default - standard output */
  readonly logTo?: { write(line: string): void };
  /** @default - the collector that the settings name, or the latest in memory */
  readonly spans?: SpanSink;
}

/** A service that runs. */
export interface RunningService {
  readonly name: string;
  readonly url: string;
  readonly settings: KitSettings;
  readonly telemetry: Telemetry;
  /** The instances of Nest, for tests. */
  readonly app: NestFastifyApplication;
  readonly lifecycle: Lifecycle;
  /** Cache, queues and buckets, for tests. */
  readonly ports: Ports;
  readonly handlers: readonly string[];
  /** Every route that it serves, the kit's own among them. */
  readonly contracts: readonly AnyRoute[];
  /** Drains and stops; `drainMs` overrides the setting. May be called again. */
  stop(drainMs?: number): Promise<void>;
}

@Module({})
class Kit {
  static of({ providers, controllers }: { providers: Provider[]; controllers: Type[] }, service: ServiceModuleClass): DynamicModule {
    return {
      module: Kit,
      global: true,
      providers,
      controllers,
      exports: providers.map((provider) => ('provide' in provider ? provider.provide : provider)),
      imports: [service],
    };
  }
}

/** Starts a service. It listens at once; it is ready when its database is there and as expected. */
export const startService = async (options: StartOptions): Promise<RunningService> => {
  const { definition, module, variables, clock = new SystemClock() } = options;
  const parts = partsOf(module);
  const { kit: settings, own } = readSettings(variables, parts.settings ?? [], requiredBy(definition, variables));
  const telemetry = telemetryOf(settings, options);
  const name = settings.SERVICE_NAME;
  const { providers: stored, ...storage } = storageOf({ definition, settings, parts, variables, telemetry, clock });
  const { database, keys } = storage;
  const operations = operationsOf({ settings, parts, ...storage, bus: options.bus?.(settings, telemetry) });
  const ports = await openPorts({ name, definition, settings, variables, telemetry, clock });
  const contracts = [...(parts.controllers ?? []), ...operations.controllers].flatMap((controller) => contractsOf(controller));
  const issuer = settings.ISSUER_URL ?? 'http://127.0.0.1';
  const keysAt = parts.issuesTokens ? { issuer: `http://127.0.0.1:${settings.PORT}` } : { issuer };
  const verifier = new TokenVerifier({ issuer, keys: new RemoteKeys({ ...keysAt, clock }), clock });
  const callees = calleesOf(definition, settings, variables, telemetry, clock);
  const valkey = definition.cache && (await valkeyOf(variables, { service: name, log: telemetry.log }));
  const server = { telemetry, clock, verifier, keys, contracts, valkey, ...ofSettings(settings) };

  const adapter = createServer(server);
  operations.disturb(adapter.getInstance() as unknown as FastifyInstance);
  const providers: Provider[] = [
    ...stored,
    ...operations.providers,
    { provide: PublicFetch, useValue: publicFetchOf(settings) },
    { provide: Clock, useValue: clock },
    { provide: Metrics, useValue: telemetry.metrics },
    { provide: Callees, useValue: callees },
    ...ports.providers,
    ...(parts.settings ?? []).map((Settings, index) => ({ provide: Settings, useValue: own[index] })),
  ];
  const app = await NestFactory.create<NestFastifyApplication>(
    Kit.of({ providers, controllers: operations.controllers }, module),
    adapter,
    {
      bodyParser: false,
      logger: false,
      abortOnError: false,
    },
  );
  app.useGlobalFilters(new Problems(server));
  const lifecycle = new Lifecycle({ name, definition, settings, telemetry, ...storage, bus: operations.bus, ports, clock });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const started = clock.now();
  serveProcess(
    fastify,
    {
      info: () => ({
        ...infoOf(settings, definition),
        startedAt: started.toISOString(),
        uptimeSeconds: Math.round((clock.now().getTime() - started.getTime()) / 1000),
      }),
      started: () => lifecycle.started(),
      ready: async () => !operations.notReady() && lifecycle.ready(),
      idleMs: () => lifecycle.idleMs(),
      checks: () => lifecycle.checks(),
      openApi: () =>
        openApiOf(
          { name, purpose: definition.purpose, version: settings.SERVICE_VERSION, url: new URL(settings.PUBLIC_URL).origin },
          contracts,
        ),
      path: definition.http.path,
    },
    telemetry.metrics,
  );
  ports.serve(fastify);
  await app.init();
  const instances = instancesOf(app);
  const handlers = handlersIn(instances);
  lifecycle.adopt(
    instances,
    database && new EventHandlers({ service: name, definition, handlers, mayPass: (error) => error instanceof CalleeUnavailable }),
  );
  await app.listen(settings.PORT, settings.HOST);
  lifecycle.begin();
  const { port } = app.getHttpServer().address() as AddressInfo;
  const stop = async (drainMs: number): Promise<void> => {
    await lifecycle.drain(drainMs);
    await closeWhenAnswered(app.getHttpServer(), () => app.close());
    await lifecycle.end();
  };
  let stopping: Promise<void> | undefined;
  return {
    name,
    url: `http://127.0.0.1:${port}`,
    settings,
    telemetry,
    app,
    lifecycle,
    ports,
    handlers: handlers.map(({ event }) => event.type),
    contracts,
    stop: (drainMs = settings.DRAIN_MS) => (stopping ??= stop(drainMs)),
  };
};

/** On a laptop webhooks may go to a laptop. */
const publicFetchOf = ({ PRIVATE_WEBHOOKS_ALLOWED }: KitSettings): PublicFetch =>
  new PublicFetch(PRIVATE_WEBHOOKS_ALLOWED ? { allowHttp: true, isPublic: () => true } : {});

/** What the settings say of the server. */
const ofSettings = (settings: KitSettings) => ({
  problemBaseUrl: settings.PROBLEM_BASE_URL,
  trustedHops: settings.TRUSTED_PROXY_HOPS,
  origins: settings.CORS_ORIGINS,
  limitFactor: settings.RATE_LIMIT_FACTOR,
});

const calleesOf = (
  { calls = [] }: ServiceDefinition,
  settings: KitSettings,
  variables: Variables,
  telemetry: Telemetry,
  clock: Clock,
): Callees => {
  const urls = Object.fromEntries(calls.map((callee) => [callee, variables[`${names.screamingSnake(callee)}_URL`] ?? '']));
  const tokens = calls.length
    ? new ServiceTokens({
        issuer: settings.ISSUER_URL ?? '',
        clientId: settings.SERVICE_NAME,
        secret: secret(variables, 'CLIENT_SECRET'),
        scopes: [],
        clock,
      })
    : undefined;
  return new Callees({ urls, ...(tokens && { tokens }), telemetry, clock });
};
