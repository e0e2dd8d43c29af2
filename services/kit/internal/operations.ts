import type { Provider, Type } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { KitSettings } from '../config';
import type { Database } from '../database/database';
import type { Storage } from '../database/storage';
import type { EventBus } from '../events/bus';
import { DeadLetterDesk } from '../events/dead-letter-desk';
import { disturb, Faults } from '../faults/faults';
import { FaultyBus } from '../faults/faulty-bus';
import type { ServiceParts } from '../service-module';
import { DeadLettersController } from './dead-letters';
import { FaultsController } from './faults';
import { OutboxController } from './outbox';
import { PersonalDataClass, PrivacyController, personalDataOf } from './privacy';

interface Present extends Pick<Storage, 'database' | 'desk'> {
  readonly settings: KitSettings;
  readonly parts: ServiceParts;
  readonly bus: EventBus | undefined;
}

/** What the kit adds to a service for those who operate it. */
export interface Operations {
  /** Serve `/internal`, which never passes the gateway. */
  readonly controllers: Type[];
  readonly providers: Provider[];
  /** The bus, with the faults that it is to have. */
  readonly bus: EventBus | undefined;
  /** Gives a server the faults that it is to have. */
  disturb(server: FastifyInstance): void;
  /** Whether readiness is to say no. */
  notReady(): boolean;
}

/** Dead letters and the outbox where there is a database, personal data where the service holds any, faults where the settings allow them. */
export const operationsOf = ({ settings, parts, database, desk, bus }: Present): Operations => {
  const faults = settings.FAULTS_ENABLED ? new Faults() : undefined;
  const personalData = desk && personalDataOf(parts);
  return {
    controllers: [
      ...(desk ? [OutboxController, DeadLettersController] : []),
      ...(personalData ? [PrivacyController] : []),
      ...(faults ? [FaultsController] : []),
    ],
    providers: [
      ...(desk ? [{ provide: DeadLetterDesk, useValue: desk }] : []),
      ...(personalData ? [{ provide: PersonalDataClass, useValue: new PersonalDataClass(personalData) }] : []),
      ...(faults ? [{ provide: Faults, useValue: faults }] : []),
    ],
    ...disturbed(faults, database, bus),
  };
};

const disturbed = (
  faults: Faults | undefined,
  database: Database | undefined,
  bus: EventBus | undefined,
): Pick<Operations, 'bus' | 'disturb' | 'notReady'> => {
  if (faults === undefined) return { bus, disturb: () => undefined, notReady: () => false };
  if (database) database.cut = () => faults.now.dbDown;
  return {
    bus: bus && new FaultyBus(bus, faults),
    disturb: (server) => disturb(server, faults),
    notReady: () => faults.now.notReady,
  };
};
