import type { Provider } from '@nestjs/common';
import type { ServiceDefinition } from '#model';
import type { Clock } from '../clock';
import { type KitSettings, secret, type Variables } from '../config';
import { DeadLetterDesk } from '../events/dead-letter-desk';
import { IdempotencyKeys } from '../http/idempotency';
import { Jobs } from '../jobs';
import { JobStore } from '../jobs/job-store';
import { Sagas } from '../saga/sagas';
import type { ServiceParts } from '../service-module';
import type { Telemetry } from '../telemetry';
import { Database } from './database';
import { sourceOf } from './source';

interface StorageOptions {
  readonly definition: ServiceDefinition;
  readonly settings: KitSettings;
  readonly parts: ServiceParts;
  readonly variables: Variables;
  readonly telemetry: Telemetry;
  readonly clock: Clock;
}

/** The database of a service and what the kit keeps in it; all absent where the definition names no database. */
export interface Storage {
  readonly database?: Database;
  readonly keys?: IdempotencyKeys;
  readonly jobs?: JobStore;
  readonly desk?: DeadLetterDesk;
  /** What the service's own classes can ask for. */
  readonly providers: readonly Provider[];
}

/** Prepares the storage of a service; nothing connects yet. */
export const storageOf = ({ definition, settings, parts, variables, telemetry, clock }: StorageOptions): Storage => {
  if (definition.database === undefined) return { providers: [] };
  const persistence = { entities: parts.entities ?? [], migrations: parts.migrations ?? [] };
  const source = sourceOf({ settings, persistence, password: secret(variables, 'DATABASE_PASSWORD') });
  const database = new Database(source, settings.SERVICE_NAME, telemetry);
  const jobs = new JobStore(database, clock);
  return {
    ...{ database, jobs, keys: new IdempotencyKeys(database), desk: new DeadLetterDesk(database) },
    providers: [
      { provide: Database, useValue: database },
      { provide: Sagas, useValue: new Sagas(database, clock) },
      { provide: Jobs, useValue: jobs },
    ],
  };
};
