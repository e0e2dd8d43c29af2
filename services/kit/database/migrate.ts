import type { DataSource } from 'typeorm';
import type { Logger } from '../telemetry';
import { isTransient } from './errors';

/** One migration at a time on a database; any constant would do. */
const lock = 7_205_760;

/**
 * Brings the schema to what this version of the service expects. Only one process at a time does it, the others wait. A lock that is not
 * granted within two seconds is asked for again, so that live traffic is never held up for longer.
 */
export const migrate = async (source: DataSource, log: Logger): Promise<void> => {
  const runner = source.createQueryRunner();
  try {
    await withRetries(log, () => runner.query(`SELECT pg_advisory_lock(${lock})`));
    await withRetries(log, async () => {
      for (const { name } of await source.runMigrations({ transaction: 'each' })) log.info({ migration: name }, 'migrated');
    });
  } finally {
    await runner.query(`SELECT pg_advisory_unlock(${lock})`).catch(() => undefined);
    await runner.release();
  }
};

const withRetries = async (log: Logger, work: () => Promise<unknown>): Promise<void> => {
  for (let attempt = 1; ; attempt++) {
    try {
      await work();
      return;
    } catch (error) {
      if (!isTransient(error) || attempt === 30) throw error;
      log.warn({ err: error, attempt }, 'the migration waits for a lock; trying again');
      await new Promise((resolve) => setTimeout(resolve, Math.min(5000, 200 * attempt)));
    }
  }
};

/** Whether a migration of this version has not run yet. A schema that is newer is fine: it only ever grows. */
export const isBehind = (source: DataSource): Promise<boolean> => source.showMigrations();
