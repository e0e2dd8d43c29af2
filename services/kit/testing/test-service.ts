import { Client } from 'pg';
import { v7 } from 'uuid';
import { type EventType, names, type ServiceDefinition } from '#model';
import { httpOf } from '#model/endpoints';
import type { Clock } from '../clock';
import type { Variables } from '../config';
import type { AnyRoute } from '../http/route';
import { partsOf, type ServiceModuleClass } from '../service-module';
import { startService } from '../start-service';
import type { RecentSpans, Span } from '../telemetry';
import { type Double, type DoubledService, doubleIssuer, doubleService, type TokenFor } from './doubles';
import { eventually } from './eventually';
import { freePort } from './free-ports';
import { migratedDatabase } from './migrated';
import { surroundingPorts, type TestedPorts, viewOf } from './ports';
import { type RecordingBus, recordingBus } from './recording-bus';
import { type Answer, requester, type Wish } from './requester';

export interface TestOptions {
  readonly name: string;
  readonly definition: ServiceDefinition;
  readonly module: ServiceModuleClass;
  /** What stands in for the services that it calls, by name. */
  readonly callees?: Readonly<Record<string, Double>>;
  /** Settings besides those that every service needs. */
  readonly settings?: Variables;
  readonly clock?: Clock;
}

/** An event that the service published. */
export interface Published {
  readonly type: string;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** A service under test: real HTTP, a real database of its own, a bus that the test looks into. */
export interface TestedService extends TestedPorts {
  readonly url: string;
  /** Sends a request. The answer is held against the contract of its route. */
  request(method: string, path: string, wish?: Wish): Promise<Answer>;
  token(whom: TokenFor): Promise<string>;
  readonly callees: Readonly<Record<string, DoubledService>>;
  /**
   * Delivers an event as its producer would, and waits until it is handled. Give the same `id` to repeat it. Rejects when the bus would have
   * to deliver it again.
   */
  deliver<Data>(event: EventType<Data>, data: Data, about?: { readonly id?: string; readonly version?: number }): Promise<void>;
  /** Events that were published so far; waits until the outbox is empty. */
  published(event?: EventType): Promise<Published[]>;
  sql<Row = Record<string, unknown>>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Log lines so far. */
  readonly logs: readonly string[];
  /** Every route that it serves, the kit's own among them. */
  readonly contracts: readonly AnyRoute[];
  /** The latest spans, oldest first. */
  spans(): readonly Span[];
  stop(): Promise<void>;
}

/** Starts a service for a test; call `stop` afterwards. When it does not start, nothing of it is left open: that would keep Jest from ending. */
export const testService = async (options: TestOptions): Promise<TestedService> => {
  const cleanups: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return { ...(await start(options, cleanups)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const start = async (
  { name, definition, module, callees = {}, settings = {}, clock }: TestOptions,
  cleanups: (() => unknown)[],
): Promise<Omit<TestedService, 'stop'>> => {
  const issuer = await doubleIssuer(() => clock?.now() ?? new Date());
  cleanups.push(issuer.close);
  const doubles = Object.fromEntries(
    await Promise.all(Object.entries(callees).map(async ([callee, double]) => [callee, await doubleService(callee, double)] as const)),
  );
  cleanups.push(...Object.values(doubles).map(({ close }) => close));
  const database = definition.database && (await migratedDatabase(name, module));
  if (database) cleanups.push(database.drop);
  const ports = surroundingPorts(definition);
  cleanups.push(ports.remove);
  const bus = recordingBus();
  const logs: string[] = [];
  const service = await startService({
    definition,
    module,
    variables: {
      ...(await variablesOf({ name, definition, module, doubles, issuerUrl: issuer.url })),
      ...(database && { DATABASE_URL: database.url }),
      ...ports.variables,
      ...settings,
    },
    bus: () => bus,
    ...(clock && { clock }),
    logTo: { write: (line) => void logs.push(line) },
  });
  cleanups.push(() => service.stop());
  const client = database && new Client({ connectionString: database.url });
  await client?.connect();
  cleanups.push(() => client?.end());
  const sql = async <Row>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    ((await client?.query(text, values as unknown[]))?.rows ?? []) as Row[];
  await eventually(`${name} to be ready`, async () => (await fetch(`${service.url}/health/ready`)).ok);
  return {
    ...{ url: service.url, logs, callees: doubles, token: issuer.token, sql, contracts: service.contracts },
    spans: () => (service.telemetry.spans as RecentSpans).list(),
    ...viewOf(service.ports),
    request: requester(service.url, service.contracts),
    deliver: delivererTo(name, bus),
    published: async (event) => {
      await eventually('the outbox to be empty', async () => (await sql('SELECT 1 FROM outbox WHERE published_at IS NULL')).length === 0);
      return bus.records
        .map(({ key, headers, value }) => ({ type: headers.ce_type ?? '', key, data: JSON.parse(value.toString()), headers }))
        .filter(({ type }) => event === undefined || type === event.type);
    },
  };
};

interface Surroundings extends Pick<TestOptions, 'name' | 'definition' | 'module'> {
  readonly doubles: Readonly<Record<string, DoubledService>>;
  readonly issuerUrl: string;
}

/** Settings that every service needs. */
const variablesOf = async ({ name, definition, module, doubles, issuerUrl }: Surroundings): Promise<Variables> => {
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const urls = (definition.calls ?? []).map((callee) => [
    `${names.screamingSnake(callee)}_URL`,
    doubles[callee]?.url ?? 'http://127.0.0.1:1',
  ]);
  return {
    ...{ SERVICE_NAME: name, ENVIRONMENT: 'test', HOST: '127.0.0.1', PORT: String(port), PUBLIC_URL: `${own}${httpOf(definition).path}` },
    ...{ ISSUER_URL: partsOf(module).issuesTokens ? own : issuerUrl, CLIENT_SECRET: 'secret-of-the-test' },
    ...{ DRAIN_MS: '0', LOG_LEVEL: 'info', TRACE_SAMPLING: '1', DATABASE_POOL_MAX: '5', RATE_LIMIT_FACTOR: '1000' },
    ...Object.fromEntries(urls),
  };
};

const delivererTo = (name: string, bus: RecordingBus): TestedService['deliver'] => {
  let delivered = 0;
  return async (event, data, { id = v7(), version } = {}) => {
    const key = String((data as Record<string, unknown>)[event.topic.key]);
    const headers = {
      ...{ ce_id: id, ce_type: event.type, ce_subject: key, ce_time: new Date().toISOString() },
      ...(version !== undefined && { ce_aggregateversion: String(version) }),
    };
    const value = Buffer.from(JSON.stringify(data));
    await eventually(`${name} to subscribe`, async () => bus.subscription() !== undefined);
    await bus.subscription()?.handle([{ topic: event.topic.name, key, headers, value, partition: 0, offset: String(delivered++) }]);
  };
};
