import * as z from 'zod';
import { exampleOf, type Schema } from '../example';

export type Json = Readonly<Record<string, unknown>>;

/** The JSON Schema of a schema: of what is sent, or of what is answered. */
export const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  return rest;
};

/** A schema with an example. */
export const mediaOf = (type: z.ZodType, io: 'input' | 'output'): Json => {
  const { example: given, ...schema } = schemaOf(type, io);
  const example = given ?? madeFor(type, schema);
  return { schema, ...(example !== undefined && { example }) };
};

/** With every field, or where those exclude each other with the required ones only; one that the schema itself would refuse is none. */
const madeFor = (type: z.ZodType, schema: Schema): unknown =>
  (['full', 'minimal'] as const).map((fullness) => exampleOf(schema, fullness)).find((example) => fits(type, example));

/** A transformation may throw on what it does not expect. */
const fits = (type: z.ZodType, value: unknown): boolean => {
  try {
    return type.safeParse(value).success;
  } catch {
    return false;
  }
};
