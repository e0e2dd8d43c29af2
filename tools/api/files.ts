import { asyncApiOf } from '../../services/kit/events/asyncapi';
import { breakingChanges } from '../../services/kit/events/compatibility';
import { eventSchemaOf } from '../../services/kit/events/event-schema';
import type { Schema } from '../../services/kit/example';
import { openApiOf } from '../../services/kit/http/openapi';
import { contractsOf } from '../../services/kit/http/route';
import type { RunnableService } from '../../services/kit/local/runnable';
import { partsOf } from '../../services/kit/service-module';
import type { OutputFile } from '../synthesize';
import { operationTypesOf } from './operation-types';
import { collectionOf } from './postman';

/** Where the descriptions are kept. */
export const folder = 'docs/api';

/** Descriptions carry the version of the interface, not of a build, so that they change only with it. */
const version = '1.0.0';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** What describes the services to others: OpenAPI and AsyncAPI of each, a schema for each type of event, a Postman collection, types for callers. */
export const apiFiles = async (services: readonly RunnableService[]): Promise<OutputFile[]> => {
  const described = services.map(({ name, module, definition }) => {
    const contracts = (partsOf(module).controllers ?? []).flatMap((controller) => contractsOf(controller));
    const about = { name, purpose: definition.purpose, version, url: '/' };
    return { name, definition, openApi: openApiOf(about, contracts) };
  });
  const events = new Map(services.flatMap(({ definition }) => definition.produces ?? []).map((event) => [event.type, event]));
  return [
    ...described.flatMap(({ name, definition, openApi }) => [
      { path: `${folder}/${name}/openapi.json`, text: json(openApi) },
      { path: `${folder}/${name}/asyncapi.json`, text: json(asyncApiOf({ name, version, definition })) },
    ]),
    ...[...events.values()].map((event) => ({ path: `${folder}/events/${event.type}.json`, text: json(eventSchemaOf(event)) })),
    { path: `${folder}/postman.json`, text: json(collectionOf(described)) },
    { path: 'operations.gen.d.ts', text: await operationTypesOf(described) },
  ];
};

/** Why the new descriptions may not replace the old ones: events that somebody could no longer read. `read` gives a file's old text. */
export const refusals = (files: readonly OutputFile[], read: (path: string) => string | undefined): string[] =>
  files
    .filter(({ path }) => path.startsWith(`${folder}/events/`))
    .flatMap(({ path, text }) => {
      const old = read(path);
      const broken = old === undefined ? [] : breakingChanges(JSON.parse(old) as Schema, JSON.parse(text) as Schema);
      return broken.map(
        (fact) => `${path}: event-breaks-consumers: ${fact}; leave it as it was, or declare a topic of the next version beside this one`,
      );
    });
