import { compile, type JSONSchema } from 'json-schema-to-typescript';
import type { Schema } from '../../services/kit/example';
import type { OpenApi, Operation } from './postman';

interface Described {
  readonly name: string;
  readonly openApi: object;
}

/**
 * Types of what each service can be asked, from its OpenAPI description: by them the compiler checks the calls of one service to another.
 * Operations that need no scope of services are left in, too: which of them a service may use its token decides.
 */
export const operationTypesOf = async (services: readonly Described[]): Promise<string> => {
  const properties = Object.fromEntries(
    services.map(({ name, openApi }) => [
      name,
      strict(
        Object.fromEntries(
          Object.entries((openApi as OpenApi).paths)
            .filter(([path]) => !path.startsWith('/internal/'))
            .flatMap(([path, operations]) =>
              Object.entries(operations).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operationOf(operation)]),
            ),
        ),
      ),
    ]),
  );
  const text = await compile(plain(strict(properties)) as JSONSchema, 'Operations', {
    additionalProperties: false,
    bannerComment: '// Written from the routes by `npm run api`; do not edit.',
    format: false,
    maxItems: -1,
  });
  return text
    .replace('export interface Operations', "export {};\n\ndeclare module '#kit/operations' {\n  interface Operations")
    .replace(/$/, '}\n');
};

const strict = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

const operationOf = ({ parameters, requestBody, responses }: Operation): object => {
  const within = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const group = (place: string) => ({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(within(place).map(({ name, schema }) => [name, schema])),
    required: within(place)
      .filter(({ required }) => required)
      .map(({ name }) => name),
  });
  const good = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
  const [answer] = Object.values(good?.content ?? {});
  const [body] = Object.values(requestBody?.content ?? {});
  return strict({
    ...(within('path').length > 0 && { params: group('path') }),
    ...(within('query').length > 0 && { query: group('query') }),
    ...(body?.schema && { body: body.schema }),
    ...(answer?.schema && { answer: answer.schema }),
  });
};

/** Without what says nothing to a compiler, and would be repeated in comments. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(silent.has(key) && typeof inner !== 'object'))
      .map(([key, inner]) => [key, plain(inner)]),
  );
};

const silent = new Set([
  'title',
  'description',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'default',
  'minItems',
  'maxItems',
]);

export type { Schema };
