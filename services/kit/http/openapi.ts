import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import { everywhere } from './problem';
import { type AnyRoute, statusOf } from './route';

interface Described {
  readonly name: string;
  readonly purpose: string;
  readonly version: string;
  readonly url: string;
}

type Json = Readonly<Record<string, unknown>>;

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<string, unknown>;
  return rest;
};

const problem = schemaOf(
  z.object({
    type: z.url(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    traceId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
  }),
  'output',
);

/**
 * The description of a service's interface, from the contracts that also validate.
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export const openApiOf = ({ name, purpose, version, url }: Described, contracts: readonly AnyRoute[]): Json => {
  const paths: Record<string, Record<string, Json>> = {};
  for (const contract of [...contracts].sort((a, b) => (a.path < b.path ? -1 : 1)))
    paths[contract.path] = { ...paths[contract.path], [contract.method.toLowerCase()]: operationOf(contract) };
  return {
    openapi: '3.1.0',
    info: { title: name, description: purpose, version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url }],
    paths,
    components: {
      schemas: { Problem: problem },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
};

const operationOf = (contract: AnyRoute): Json => ({
  summary: contract.summary,
  operationId: idOf(contract),
  security: contract.access === 'public' ? [] : [{ bearer: [] }],
  ...(Array.isArray(contract.access) && { description: `Needs the scope ${contract.access.map((scope) => `\`${scope}\``).join(' or ')}.` }),
  parameters: parametersOf(contract),
  ...(contract.body && {
    requestBody: {
      required: true,
      content: { [contract.form ? 'application/x-www-form-urlencoded' : 'application/json']: { schema: schemaOf(contract.body, 'input') } },
    },
  }),
  responses: { [statusOf(contract)]: goodAnswer(contract), ...badAnswers(contract) },
});

/** `POST /orders/{id}/cancel` is `postOrdersByIdCancel`. */
const idOf = ({ method, path }: AnyRoute): string =>
  method.toLowerCase() +
  path
    .replace(/\{(\w+)\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const parametersOf = ({ params, query, idempotency, ifMatch }: AnyRoute): Json[] => {
  const from = (schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] => {
    const { properties = {}, required = [] } = (schema ? schemaOf(schema, 'input') : {}) as {
      properties?: Record<string, Json>;
      required?: string[];
    };
    return Object.entries(properties).map(([name, type]) => ({
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      schema: type,
    }));
  };
  const header = (name: string, description: string, required: boolean): Json => ({
    name,
    in: 'header',
    required,
    description,
    schema: { type: 'string' },
  });
  return [
    ...from(params, 'path'),
    ...from(query, 'query'),
    ...(idempotency
      ? [header('Idempotency-Key', 'A new one for each new wish; the same one to repeat a request.', idempotency === 'required')]
      : []),
    ...(ifMatch ? [header('If-Match', 'The ETag that was read.', true)] : []),
  ];
};

const goodAnswer = (contract: AnyRoute): Json => ({
  description: STATUS_CODES[statusOf(contract)],
  ...(contract.answer && { content: { 'application/json': { schema: schemaOf(contract.answer, 'output') } } }),
});

const badAnswers = (contract: AnyRoute): Json => {
  const byStatus = new Map<number, string[]>();
  for (const [code, status] of [...commonTo(contract), ...Object.entries(contract.problems ?? {})])
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, codes]) => [
        status,
        {
          description: codes.map((code) => `\`${code}\``).join(', '),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
};

const commonTo = ({ access, fresh, params, query, body, idempotency, ifMatch }: AnyRoute): [string, number][] => {
  const codes = [
    ...(body ? ['malformed-json', 'body-too-large', 'unsupported-media-type'] : []),
    ...(body || query ? ['validation-failed'] : []),
    ...(access === 'public' ? [] : ['unauthenticated']),
    ...(Array.isArray(access) ? ['forbidden'] : []),
    ...(fresh ? ['reauthentication-required'] : []),
    ...(params ? ['not-found'] : []),
    ...(idempotency === 'required' ? ['idempotency-key-required'] : []),
    ...(idempotency ? ['idempotency-key-reused', 'request-in-progress'] : []),
    ...(ifMatch ? ['precondition-required', 'stale-version'] : []),
    'internal',
  ];
  return codes.map((code) => [code, everywhere[code] ?? 500]);
};
