import { setTimeout as pause } from 'node:timers/promises';
import { readSettings, type Variables, WrongSettings } from '../config';
import { migrate } from '../database/migrate';
import { sourceOf } from '../database/source';
import { partsOf } from '../service-module';
import { type RunningService, startService } from '../start-service';
import { createLog } from '../telemetry';
import type { Databases } from './databases';
import { type LocalPlace, localVariables, portOf } from './environment';
import type { EventBuses } from './event-buses';
import { portMistake } from './ports';
import type { RecentTraces } from './recent-traces';
import type { RunnableService } from './runnable';
import type { ServiceLogs } from './service-logs';

/** What all services share. */
export interface Means {
  readonly place: LocalPlace;
  readonly databases: Databases;
  readonly buses: EventBuses;
  readonly logs: ServiceLogs;
  readonly traces: RecentTraces;
}

const mostMs = 30_000;

/**
 * Migrates and starts services side by side, and waits until all are ready. What was started is told to `onStarted` at once, so that it can
 * be stopped whatever happens to the others. Rejects with one line for each that did not start.
 */
export const startAll = async (
  services: readonly RunnableService[],
  means: Means,
  onStarted: (service: RunningService) => void,
): Promise<void> => {
  const outcomes = await Promise.allSettled(
    services.map(async (service) => {
      const started = await startOne(service, means);
      onStarted(started);
      await readiness(started);
    }),
  );
  const mistakes = services.flatMap((service, index) => {
    const outcome = outcomes[index];
    return outcome?.status === 'rejected' ? mistakesOf(service, outcome.reason, means) : [];
  });
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'));
};

const startOne = async (service: RunnableService, { place, databases, buses, logs, traces }: Means): Promise<RunningService> => {
  const { name, definition, module } = service;
  const logTo = logs.of(name);
  const database = definition.database && { DATABASE_URL: await databases.of(name) };
  const variables: Variables = { ...localVariables(service, place), ...database };
  if (database) await migrateLocally(service, variables, logTo);
  const usesEvents = Boolean(definition.produces?.length || definition.consumes?.length);
  return startService({ definition, module, variables, bus: usesEvents ? buses.of : undefined, logTo, spans: traces.of(name) });
};

const migrateLocally = async (
  { name, module }: RunnableService,
  variables: Variables,
  to: { write(line: string): void },
): Promise<void> => {
  const { entities = [], migrations = [] } = partsOf(module);
  const { kit: settings } = readSettings(variables, []);
  const log = createLog({
    service: name,
    environment: settings.ENVIRONMENT,
    version: settings.SERVICE_VERSION,
    level: settings.LOG_LEVEL,
    to,
  });
  const source = sourceOf({ settings, persistence: { entities, migrations }, password: () => '', migrating: true });
  await source.initialize();
  try {
    await migrate(source, log);
  } finally {
    await source.destroy();
  }
};

const readiness = async ({ lifecycle }: RunningService): Promise<void> => {
  for (const end = Date.now() + mostMs; !(await lifecycle.ready()); await pause(5))
    if (Date.now() > end) throw new Error(`it is not ready after ${mostMs / 1000} s`);
};

const mistakesOf = (service: RunnableService, error: unknown, { place, logs }: Means): string[] => {
  const { name } = service;
  if (error instanceof WrongSettings) return error.mistakes.map((mistake) => mistake.replace(/^settings:/, `${name}:`));
  const { message, code, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE' || code === 'EACCES') return [portMistake({ name, port: portOf(service, place) }, code)];
  const reason = (message || String(code ?? error)).split('\n')[0];
  logs
    .of(name)
    .write(
      `${JSON.stringify({ level: 'info', ts: new Date().toISOString(), service: name, msg: 'did not start', err: { message, stack } })}\n`,
    );
  return [`${name}: does-not-start: ${reason}; see ${logs.path(name)}, or leave it out by '--only'`];
};
