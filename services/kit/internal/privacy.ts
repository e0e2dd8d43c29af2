import { Controller, type Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import * as z from 'zod';
import { Database } from '../database/database';
import { type AnswerOf, type RequestOf, Route, route } from '../http/route';
import { PersonalData } from '../personal-data';
import type { ServiceParts } from '../service-module';

const params = z.object({ userId: z.uuid() });

export const exportPerson = route({
  method: 'GET',
  path: '/internal/privacy/{userId}',
  summary: 'Gives all that this service holds of a person, by table',
  access: ['privacy:service'],
  params,
  answer: z.record(z.string(), z.array(z.looseObject({}))),
});

export const erasePerson = route({
  method: 'DELETE',
  path: '/internal/privacy/{userId}',
  summary: 'Erases a person now, as after a restore from a backup; may be repeated',
  access: ['privacy:service'],
  params,
  answer: z.object({ deleted: z.int(), anonymised: z.int() }),
});

/** Which of the service's classes knows its personal data. */
export class PersonalDataClass {
  constructor(readonly type: Type<PersonalData>) {}
}

/** The provider of a service that extends `PersonalData`; none where it holds nothing of people. */
export const personalDataOf = ({ providers = [] }: ServiceParts): Type<PersonalData> | undefined =>
  providers.find(
    (provider): provider is Type<PersonalData> => typeof provider === 'function' && provider.prototype instanceof PersonalData,
  );

/** What a service holds of a person, for the service that answers people and for restores. */
@Controller()
export class PrivacyController {
  constructor(
    private readonly database: Database,
    private readonly modules: ModuleRef,
    private readonly personal: PersonalDataClass,
  ) {}

  @Route(exportPerson)
  async export(request: RequestOf<typeof exportPerson>): Promise<AnswerOf<typeof exportPerson>> {
    const { userId } = request.params;
    const tables = await this.personalData().export(request, userId);
    request.log.info({ audit: 'personal-data.exported', by: request.caller.subject, subject: userId }, 'personal data exported');
    return tables as AnswerOf<typeof exportPerson>;
  }

  @Route(erasePerson)
  async erase(request: RequestOf<typeof erasePerson>): Promise<AnswerOf<typeof erasePerson>> {
    const { userId } = request.params;
    const { deleted, anonymised } = await this.database.transaction(request, (transaction) =>
      this.personalData().forget(transaction, userId),
    );
    request.log.info(
      { audit: 'personal-data.erased', by: request.caller.subject, subject: userId, deleted, anonymised },
      'personal data erased',
    );
    return { deleted, anonymised };
  }

  private personalData(): PersonalData {
    return this.modules.get(this.personal.type, { strict: false });
  }
}
