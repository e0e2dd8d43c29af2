import * as z from 'zod';
import { anywhere, badAnswers, goodAnswer, problemAnswer } from './described-answers';
import { type Json, mediaOf, schemaOf } from './media';
import { type AnyRoute, type RateLimit, statusOf } from './route';

interface Described {
  readonly name: string;
  readonly purpose: string;
  readonly version: string;
  readonly url: string;
}

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
      responses: { Problem: problemAnswer(anywhere) },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
};

const operationOf = (contract: AnyRoute): Json => ({
  summary: contract.summary,
  operationId: idOf(contract),
  security: contract.access === 'public' ? [] : [{ bearer: [] }],
  ...describedAs(contract),
  parameters: parametersOf(contract),
  ...requestBodyOf(contract),
  responses: { [statusOf(contract)]: goodAnswer(contract), ...badAnswers(contract), default: { $ref: '#/components/responses/Problem' } },
});

/** What parameters and answers do not say. */
const describedAs = ({ access, maxBytes, limits = [] }: AnyRoute): Json => {
  const sentences = [
    ...(Array.isArray(access) ? [`Needs the scope ${access.map((scope) => `\`${scope}\``).join(' or ')}.`] : []),
    ...(maxBytes === undefined ? [] : [`The body may have ${maxBytes} bytes.`]),
    ...limits.map(({ group, most, windowSeconds, by }) => `At most ${most} requests in ${windowSeconds} s by ${whoOf(by)} (\`${group}\`).`),
  ];
  return sentences.length > 0 ? { description: sentences.join(' ') } : {};
};

const whoOf = (by: RateLimit['by']): string => {
  if (typeof by === 'string') return by;
  const name = 'header' in by ? `the header \`${by.header}\`` : `\`${by.field}\``;
  return by.andAddress ? `${name} and address` : name;
};

const requestBodyOf = ({ body, form, raw }: AnyRoute): Json => {
  if (body === undefined)
    return raw ? { requestBody: { description: 'The bytes as their sender signed them.', required: true, content: { '*/*': {} } } } : {};
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  return { requestBody: { required: true, content: { [type]: mediaOf(body, 'input') } } };
};

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
