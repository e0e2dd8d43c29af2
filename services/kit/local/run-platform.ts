import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Variables } from '../config';
import type { RunningService } from '../start-service';
import { createLog } from '../telemetry';
import { announce } from './announce';
import { checkCache } from './caches';
import { readChaos } from './chaos';
import { choose } from './choose';
import { openDatabases, stopLeftover } from './databases';
import { type LocalPlace, portOf, runsSimulator, simulatorPort } from './environment';
import { openEventBuses } from './event-buses';
import { lockFolder } from './folder-lock';
import { startGateway } from './gateway';
import { ownPages } from './own-pages';
import { pageOf, routesOf } from './page-of';
import { gateway as gatewayName, type Need, portMistakes, simulator } from './ports';
import { RecentTraces } from './recent-traces';
import type { RunnableService } from './runnable';
import { LocalSecrets } from './secrets';
import { ServiceLogs } from './service-logs';
import { startAll } from './start-all';
import { startPage } from './start-page';
import { until } from './stopping';

export interface PlatformOptions {
  /** Every service that can run. */
  readonly services: readonly RunnableService[];
  /** The service that issues tokens. @default - none */
  readonly identity?: string | undefined;
  /** Holds all that is kept; made when missing. Used by one process at a time. */
  readonly folder: string;
  /** Services to start, with those that they call and the one that issues tokens. @default - all */
  readonly only?: readonly string[] | undefined;
  /** Removes first what the folder holds. Refused together with `DATABASE_URL`. @default false */
  readonly reset?: boolean | undefined;
  /** Port of the gateway. @default 8080, and the offset */
  readonly port?: number | undefined;
  /** Added to all ports that are not given, so that a second copy can run. @default 0 */
  readonly offset?: number | undefined;
  /** Variables that every service gets, which take the place of its own. @default - none */
  readonly settings?: Variables | undefined;
  /** Called when all services are ready. @default - nothing happens */
  readonly onReady?: (() => void) | undefined;
}

/** All that this program puts into its folder. Nothing else in there is removed. */
const parts = ['buckets', 'bus', 'logs', 'mail', 'postgres', 'secrets', 'sms'];

/**
 * Runs services in this process: on an embedded PostgreSQL, a local bus and caches in memory, or on those that `DATABASE_URL`,
 * `KAFKA_BROKERS` and `REDIS_URL` name, behind one gateway. Resolves with the exit code when it was told to stop and everything has ended: 0, or 1 when it could not start;
 * why is said on standard error.
 */
export const runPlatform = (options: PlatformOptions): Promise<number> =>
  until(async (undo) => {
    const { services, identity, only, offset = 0, port = 8080 + offset, reset = false, settings } = options;
    const { DATABASE_URL: url, KAFKA_BROKERS: brokers, REDIS_URL: redisUrl, RATE_LIMIT_FACTOR: rateLimitFactor, CHAOS } = process.env;
    const folder = resolve(options.folder);
    const chosen = choose(services, { only, identity });
    const chaos = readChaos(CHAOS);
    undo('the lock', lockFolder(folder));
    if (reset) await empty(folder, url);
    refuse(await portMistakes([{ name: gatewayName, port }, ...needsOf(chosen, offset)]));
    if (redisUrl) await checkCache(redisUrl);
    const secrets = new LocalSecrets(join(folder, 'secrets'));
    const place: LocalPlace = {
      folder,
      services,
      identity,
      publicUrl: `http://localhost:${port}`,
      offset,
      secrets,
      redisUrl: redisUrl || undefined,
      rateLimitFactor: rateLimitFactor || undefined,
      settings,
    };
    const logs = new ServiceLogs(join(folder, 'logs'), (line) => void process.stderr.write(`${line}\n`));
    undo('the logs', () => logs.close());
    progress('starting PostgreSQL');
    const databases = await openDatabases({ folder: join(folder, 'postgres'), secrets, url });
    undo('PostgreSQL', () => databases.stop());
    const log = createLog({ service: 'bus', environment: 'local', version: '0.0.0', level: 'info', to: logs.of('bus') });
    const buses = await openEventBuses({ folder: join(folder, 'bus'), services, log, brokers: brokers || undefined, chaos });
    undo('the event bus', () => buses.close());
    const running: RunningService[] = [];
    undo('the services', async () => void (await Promise.all(running.map((service) => service.stop(0)))));
    const started = (service: RunningService): void =>
      progress(`${running.push(service)} of ${chosen.length} services started, ${service.name} the last`);
    progress(`starting ${chosen.length} services`);
    const traces = new RecentTraces();
    await startAll(chosen, { place, databases, buses, logs, traces }, started);
    const page = pageOf(chosen, place);
    const own = ownPages({ page, events: buses.recent, traces });
    const gateway = await startGateway({ port, routes: routesOf(chosen, place), page: () => startPage(page), own });
    undo('the gateway', () => gateway.close());
    progress('');
    announce(page);
    options.onReady?.();
  });

const needsOf = (chosen: readonly RunnableService[], offset: number): Need[] => [
  ...chosen.map((service) => ({ name: service.name, port: portOf(service, { offset }) })),
  ...(chosen.some(runsSimulator) ? [{ name: simulator, port: simulatorPort({ offset }) }] : []),
];

/** What is being done, in one line that the next one replaces; only where somebody looks. */
const progress = (text: string): void => {
  if (process.stdout.isTTY) process.stdout.write(`\r\u001b[K${text}`);
};

const refuse = (mistakes: readonly string[]): void => {
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
};

const empty = async (folder: string, url: string | undefined): Promise<void> => {
  if (url !== undefined)
    throw new Error(
      '--reset: foreign-database: DATABASE_URL names a server of yours, whose databases are not removed; drop them there, or unset DATABASE_URL',
    );
  await stopLeftover(join(folder, 'postgres'));
  for (const part of parts) rmSync(join(folder, part), { recursive: true, force: true });
};
