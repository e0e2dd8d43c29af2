import { httpOf } from '#model/endpoints';
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import type { Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { valkeyOf } from './cache/valkey';
import { Callees, CalleeUnavailable } from './callees';
import { calleesOf } from './callees/of-settings';
import { Clock, SystemClock } from './clock';
import { type KitSettings, readSettings } from './config';
import { storageOf } from './database/storage';
import { infoOf, instancesOf, requiredBy } from './describe-service';
import { asyncApiOf } from './events/asyncapi';
import { EventHandlers, handlersIn } from './events/handlers';
import { closeWhenAnswered } from './http/close';
import { openApiOf } from './http/openapi';
import { Problems } from './http/problems';
import { serveProcess } from './http/process-endpoints';
import { serveProcessOnly } from './http/process-only';
import { contractsOf } from './http/route';
import { createServer } from './http/server';
import { RemoteKeys, TokenVerifier } from './identity';
import { operationsOf } from './internal/operations';
import { kitModule } from './kit-module';
import { Lifecycle } from './lifecycle';
import { openPorts } from './ports/open-ports';
import type { RunningService, StartOptions } from './running-service';
import { partsOf } from './service-module';
import { Metrics } from './telemetry';
import { telemetryOf } from './telemetry/of-settings';
import { PublicFetch } from './webhooks/public-fetch';

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
  const callees = calleesOf({ definition, settings, variables, telemetry, clock });
  const valkey = definition.cache && (await valkeyOf(variables, { service: name, log: telemetry.log }));
  const server = { telemetry, clock, verifier, keys, contracts, valkey, ...ofSettings(settings) };

  const adapter = createServer(server);
  operations.disturb(adapter.getInstance() as unknown as FastifyInstance);
  if (settings.ROLE === 'worker') serveProcessOnly(adapter.getInstance() as unknown as FastifyInstance);
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
    kitModule({ providers, controllers: operations.controllers }, module),
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
      asyncApi: () => asyncApiOf({ name, version: settings.SERVICE_VERSION, definition }),
      path: httpOf(definition).path,
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

export type { RunningService, StartOptions } from './running-service';
