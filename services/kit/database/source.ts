import { DataSource } from 'typeorm';
import type { KitSettings } from '../config';
import { JobsTable1700000000100 } from '../jobs/jobs-table';
import type { Persistence } from './database';
import { KitTables1700000000000 } from './kit-tables';

const loopback = /^(localhost|127\.|\[?::1)/;

interface SourceOptions {
  readonly settings: KitSettings;
  readonly persistence: Persistence;
  /** Asked at each new connection, so that a rotated password is used without a restart. */
  readonly password: () => string;
  /** Long statements are allowed, and waiting for locks is not: for migrations. @default false */
  readonly migrating?: boolean;
}

/** How to reach the database of a service. Connections are encrypted and the server's certificate is verified, except on this machine. */
export const sourceOf = ({ settings, persistence, password, migrating = false }: SourceOptions): DataSource => {
  const at = settings.DATABASE_URL ? new URL(settings.DATABASE_URL) : undefined;
  const host = at?.hostname ?? settings.DATABASE_HOST ?? 'localhost';
  return new DataSource({
    type: 'postgres',
    host,
    port: at ? Number(at.port || 5432) : settings.DATABASE_PORT,
    database: at ? at.pathname.slice(1) : settings.DATABASE_DBNAME,
    username: at ? decodeURIComponent(at.username) : settings.DATABASE_USERNAME,
    password: at ? decodeURIComponent(at.password) : password,
    ssl: loopback.test(host) ? false : { rejectUnauthorized: true },
    applicationName: settings.SERVICE_NAME,
    entities: [...(persistence.entities as (new () => object)[])],
    migrations: [KitTables1700000000000, JobsTable1700000000100, ...persistence.migrations],
    migrationsTableName: 'migrations',
    logging: false,
    extra: {
      max: migrating ? 3 : settings.DATABASE_POOL_MAX,
      connectionTimeoutMillis: 2000,
      ...(migrating && { options: '-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=2s' }),
    },
  });
};
