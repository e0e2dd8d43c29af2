import type { ServiceDefinition } from '#model';
import { readSettings, secret, type Variables, WrongSettings } from './config';
import { migrate } from './database/migrate';
import { sourceOf } from './database/source';
import { requiredBy } from './describe-service';
import { brokerOf } from './events/broker';
import { partsOf, type ServiceModuleClass } from './service-module';
import { startService } from './start-service';
import { createLog } from './telemetry';

const wrongSettings = 78;

/**
 * The main of every service: `node main.js` serves until it is told to stop, `node main.js migrate` brings the schema up to date.
 * Wrong settings end it with code 78 and a list of all of them.
 */
export const runService = async (definition: ServiceDefinition, module: ServiceModuleClass): Promise<void> => {
  try {
    await (process.argv[2] === 'migrate' ? migrateOnce(definition, module, process.env) : serve(definition, module, process.env));
  } catch (error) {
    process.stderr.write(`${error instanceof WrongSettings ? error.message : ((error as Error).stack ?? error)}\n`);
    process.exit(error instanceof WrongSettings ? wrongSettings : 1);
  }
};

const serve = async (definition: ServiceDefinition, module: ServiceModuleClass, variables: Variables): Promise<void> => {
  const usesEvents = Boolean(definition.produces?.length || definition.consumes?.length);
  const service = await startService({ definition, module, variables, bus: usesEvents ? brokerOf(variables) : undefined });
  service.telemetry.log.info({ url: service.url }, 'listening');
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    service.telemetry.log.info({ signal }, 'stopping');
    service.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};

const migrateOnce = async (definition: ServiceDefinition, module: ServiceModuleClass, variables: Variables): Promise<void> => {
  const { calls: _calls, cache: _cache, queues: _queues, buckets: _buckets, ...migrating } = definition;
  const { kit: settings } = readSettings(variables, [], requiredBy(migrating, variables));
  const log = createLog({
    service: settings.SERVICE_NAME,
    environment: settings.ENVIRONMENT,
    version: settings.SERVICE_VERSION,
    level: settings.LOG_LEVEL,
  });
  const { entities = [], migrations = [] } = partsOf(module);
  const source = sourceOf({
    settings,
    persistence: { entities, migrations },
    password: secret(variables, 'DATABASE_PASSWORD'),
    migrating: true,
  });
  await source.initialize();
  try {
    await migrate(source, log);
  } finally {
    await source.destroy();
    log.flush();
  }
};
