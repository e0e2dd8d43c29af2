import * as z from 'zod';
import type { EventType } from '#model';
import { exampleOf, type Fullness, type Schema } from '../example';

/** The shape of an event's data as consumers of any language read it, with examples that fit it. */
export interface EventSchema extends Schema {
  readonly $schema: string;
  readonly $id: string;
  readonly title: string;
  readonly examples: readonly unknown[];
}

/** How full the examples of each event are, in their order. */
export const fullnesses: readonly Fullness[] = ['minimal', 'full', 'edge'];

/**
 * The JSON schema of a type of event. Consumers must tolerate fields that are added later, so it forbids none.
 * @see https://json-schema.org/draft/2020-12
 */
export const eventSchemaOf = ({ type, schema }: EventType): EventSchema => {
  const { $schema, additionalProperties, ...shape } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema & {
    $schema: string;
  };
  const examples = fullnesses.map((fullness) => exampleOf(shape, fullness));
  return { $schema, $id: `/schemas/${type}`, title: type, ...shape, examples };
};
