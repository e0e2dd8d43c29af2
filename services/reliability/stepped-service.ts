import { Client } from 'pg';
import type { ServiceDefinition } from '#model';
import { CalleeUnavailable } from '../kit/callees';
import type { Clock } from '../kit/clock';
import type { Variables } from '../kit/config';
import { Database } from '../kit/database/database';
import { instancesOf } from '../kit/describe-service';
import type { BusRecord } from '../kit/events/bus';
import { handlersIn } from '../kit/events/handlers';
import { Inbox } from '../kit/events/inbox';
import { ownContext, repeatedOf } from '../kit/every';
import { LateSagas } from '../kit/saga/late';
import { Sagas } from '../kit/saga/sagas';
import type { ServiceModuleClass } from '../kit/service-module';
import { startService } from '../kit/start-service';
import { eventually } from '../kit/testing/eventually';
import { migratedDatabase, silentTelemetry } from '../kit/testing/migrated';
import { noBus, type SteppedBus } from './stepped-bus';

interface SteppedOptions {
  readonly name: string;
  readonly definition: ServiceDefinition;
  readonly module: ServiceModuleClass;
  readonly port: number;
  readonly variables: Variables;
  readonly clock: Clock;
  readonly bus: SteppedBus;
}

/** A real service that does nothing by itself: a test says when its events leave, when they come, and when its time passes. */
export interface SteppedService {
  readonly name: string;
  readonly url: string;
  /** Takes everything that was reported since the last time, in its order. */
  reported(): Promise<readonly BusRecord[]>;
  /** Does what it does every now and then, once, and waits for what that began. */
  work(): Promise<void>;
  sql<Row>(text: string): Promise<Row[]>;
  stop(): Promise<void>;
}

interface Row {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly data: string;
  readonly headers: Record<string, string>;
}

const takeSql = 'UPDATE outbox SET published_at = now() WHERE published_at IS NULL RETURNING id, topic, key, data::text AS data, headers';

/** Work that is rarer is no part of what is tested. */
const oftenMs = 1000;

export const steppedService = async (options: SteppedOptions): Promise<SteppedService> => {
  const { name, definition, module, port, variables, clock, bus } = options;
  const { url, drop } = await migratedDatabase(name, module);
  const service = await startService({
    ...{ definition, module, clock, bus: () => noBus },
    logTo: { write: () => undefined },
    variables: {
      ...{ SERVICE_NAME: name, ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: `http://127.0.0.1:${port}` },
      // In standby it answers requests and leaves everything else alone.
      ...{ STANDBY: 'true', DRAIN_MS: '0', LOG_LEVEL: 'error', DATABASE_POOL_MAX: '5', RATE_LIMIT_FACTOR: '100000', DATABASE_URL: url },
      ...variables,
    },
  });
  const { telemetry } = service;
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await eventually(`${name} to be ready`, () => service.lifecycle.ready());
  const database = service.app.get(Database);
  const instances = instancesOf(service.app);
  const handlers = handlersIn(instances);
  const mayPass = (error: unknown): boolean => error instanceof CalleeUnavailable;
  const inbox = new Inbox({ service: name, database, telemetry: silentTelemetry(), handlers, mayPass, pauseMs: 1 });
  bus.join(name, [...new Set(handlers.map(({ event }) => event.topic.name))], (records) => inbox.handle(records));
  const late = new LateSagas(new Sagas(database, clock), database, instances);
  const sql = async <Found>(text: string): Promise<Found[]> => (await client.query(text)).rows as Found[];
  return {
    ...{ name, url: service.url, sql },
    reported: async () => {
      const rows = await sql<Row>(takeSql);
      const inOrder = rows.sort((a, b) => Number(BigInt(a.id) - BigInt(b.id)));
      return inOrder.map(({ topic, key, data, headers }) => ({ topic, key, headers, value: Buffer.from(data) }));
    },
    work: async () => {
      const context = ownContext(telemetry);
      for (const instance of instances)
        for (const { method } of repeatedOf(instance.constructor).filter(({ pauseMs }) => pauseMs <= oftenMs))
          await (instance as Readonly<Record<string, (given: typeof context) => Promise<void>>>)[method]?.(context);
      for (const instance of instances) await (instance as { onModuleDestroy?: () => Promise<void> }).onModuleDestroy?.();
      if (late.wanted) await late.sweep(context);
    },
    stop: async () => {
      await client.end();
      await service.stop();
      await drop();
    },
  };
};
