import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { names, type ServiceDefinition } from '#model';
import type { KitSettings, Variables } from './config';
import { requiredByPorts } from './ports/places';

/** Settings that a definition makes necessary. */
export const requiredBy = (definition: ServiceDefinition, variables: Variables): string[] => {
  const { database, calls = [] } = definition;
  return [
    ...(database && !variables.DATABASE_URL ? ['DATABASE_HOST', 'DATABASE_DBNAME', 'DATABASE_USERNAME', 'DATABASE_PASSWORD'] : []),
    ...calls.map((callee) => `${names.screamingSnake(callee)}_URL`),
    ...(calls.length > 0 ? ['CLIENT_SECRET', 'ISSUER_URL'] : []),
    ...requiredByPorts(definition, variables),
  ];
};

/** What `/info` says. */
export const infoOf = (settings: KitSettings, { tier, owner, consumes = [], produces = [] }: ServiceDefinition): object => ({
  name: settings.SERVICE_NAME,
  version: settings.SERVICE_VERSION,
  gitSha: settings.GIT_SHA,
  buildTime: settings.BUILD_TIME,
  node: process.version,
  team: owner,
  tier,
  env: settings.ENVIRONMENT,
  eventsConsumed: consumes.map(({ type }) => type),
  eventsProduced: produces.map(({ type }) => type),
});

/** All that Nest has made of the service's classes. */
export const instancesOf = (app: NestFastifyApplication): object[] => {
  const found = new Set<object>();
  for (const module of app.get(ModulesContainer).values())
    for (const { instance } of [...module.providers.values(), ...module.controllers.values()])
      if (typeof instance === 'object' && instance !== null) found.add(instance);
  return [...found];
};
