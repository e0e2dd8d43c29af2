import type { FastifyRequest } from 'fastify';
import type * as z from 'zod';
import { isUnstorable, pointed, unstorable } from './bodies';
import { notFound, validationFailed, type WrongField } from './problem';

const codes: Readonly<Record<string, string>> = {
  invalid_type: 'wrong-type',
  too_big: 'too-big',
  too_small: 'too-small',
  invalid_format: 'wrong-format',
  invalid_value: 'not-allowed',
};

/** The issues of a schema as fields of a problem. */
const fieldsOf = (issues: readonly z.core.$ZodIssue[], place: (path: readonly PropertyKey[]) => string): WrongField[] =>
  issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ pointer: place([...issue.path, key]), code: 'unknown-key', detail: 'this key is not known' }))
      : [{ pointer: place(issue.path), code: codes[issue.code] ?? 'invalid', detail: issue.message }],
  );

const inBody = (path: readonly PropertyKey[]): string => path.map((part) => `/${pointed(String(part))}`).join('');
const inQuery = (path: readonly PropertyKey[]): string => `query/${path.map(String).join('/')}`;

/** Names of parameters whose values cannot be stored; nearly always there are none. */
const unstorableIn = (parameters: unknown): readonly string[] => {
  let names: string[] | undefined;
  const given = parameters as Readonly<Record<string, string | readonly string[] | undefined>> | null | undefined;
  for (const name in given) {
    const value = given[name];
    if (typeof value === 'string' ? isUnstorable(value) : value?.some(isUnstorable)) names = [...(names ?? []), name];
  }
  return names ?? none;
};

const none: readonly string[] = [];

interface Schemas {
  readonly params?: z.ZodType | undefined;
  readonly query?: z.ZodType | undefined;
  readonly body?: z.ZodType | undefined;
}

/** Who sends a thousand wrong fields need not be told of all. */
const mostNamed = 100;

/** The checked input of a request; throws a problem that names every wrong field, the first hundred of them. */
export const readInput = (
  request: FastifyRequest,
  { params, query, body }: Schemas,
): { params: unknown; query: unknown; body: unknown } => {
  const path = params?.safeParse(request.params);
  if (path?.success === false || unstorableIn(request.params).length > 0) throw notFound();
  const wrong: WrongField[] = unstorableIn(request.query).map((name) => ({ pointer: inQuery([name]), ...unstorable }));
  const parsed = (schema: z.ZodType | undefined, value: unknown, place: (path: readonly PropertyKey[]) => string): unknown => {
    const result = schema?.safeParse(value);
    if (result?.success === false) wrong.push(...fieldsOf(result.error.issues, place));
    return result?.data;
  };
  const input = { params: path?.data, query: parsed(query, request.query, inQuery), body: parsed(body, request.body, inBody) };
  if (wrong.length > 0) throw validationFailed(wrong.slice(0, mostNamed));
  return input;
};
