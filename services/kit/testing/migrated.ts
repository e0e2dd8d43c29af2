import { readSettings, type Variables } from '../config';
import { Database } from '../database/database';
import { migrate } from '../database/migrate';
import { sourceOf } from '../database/source';
import { partsOf, type ServiceModuleClass } from '../service-module';
import { createLog, Metrics, RecentSpans, type Telemetry } from '../telemetry';
import { type TestDatabase, testDatabaseFrom, testTemplate } from './postgres';

const needed: Variables = { SERVICE_NAME: 'test', PORT: '0', PUBLIC_URL: 'http://127.0.0.1' };

const sourceAt = (url: string, module: ServiceModuleClass, migrating = false) => {
  const { entities = [], migrations = [] } = partsOf(module);
  const { kit: settings } = readSettings({ ...needed, DATABASE_URL: url }, []);
  return sourceOf({ settings, persistence: { entities, migrations }, password: () => '', migrating });
};

/** Makes a database with the schema of a service. The migrations run once in a run of Jest. */
export const migratedDatabase = async (name: string, module: ServiceModuleClass): Promise<TestDatabase> =>
  testDatabaseFrom(await testTemplate(name.replaceAll('-', '_'), (url) => migrateTo(url, module)));

/** Runs a service's migrations on a database. */
export const migrateTo = async (url: string, module: ServiceModuleClass): Promise<void> => {
  const source = sourceAt(url, module, true);
  await source.initialize();
  await migrate(source, silentTelemetry().log);
  await source.destroy();
};

/** Telemetry that writes nothing down, or each line to `logs`. */
export const silentTelemetry = (logs?: string[]): Telemetry => ({
  log: createLog({
    ...{ service: 'test', environment: 'test', version: '0', level: logs ? 'debug' : 'silent' },
    ...(logs && { to: { write: (line: string) => void logs.push(line) } }),
  }),
  metrics: new Metrics(),
  spans: new RecentSpans(),
  sampling: 1,
});

/** The kit's view of a database, connected, without a service around it. Close it before the database is dropped. */
export const connectedDatabase = async (url: string, module: ServiceModuleClass, telemetry: Telemetry): Promise<Database> => {
  const database = new Database(sourceAt(url, module), 'test-service', telemetry);
  await database.connect();
  return database;
};
