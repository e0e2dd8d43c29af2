import { exampleOf, type Schema } from '../../services/kit/example';

/** An OpenAPI document, as far as it is read here. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** One operation of it. */
export interface Operation {
  readonly summary: string;
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema; readonly example?: unknown }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>>;
}

interface Described {
  readonly name: string;
  readonly openApi: object;
}

/**
 * A Postman collection of all routes, a folder for each service, with bodies that are accepted. Set `baseUrl` and `token` once for all of them.
 * @see https://schema.postman.com/collection/json/v2.1.0/draft-07/docs/index.html
 */
export const collectionOf = (services: readonly Described[]): object => ({
  info: {
    name: 'Platform',
    description: 'Every route of every service. Sign in by auth-service and put the accessToken into the variable token.',
    schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
  },
  auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
  variable: [
    { key: 'baseUrl', value: 'http://localhost:8080' },
    { key: 'token', value: '' },
  ],
  item: services.map(({ name, openApi }) => ({
    name,
    item: Object.entries((openApi as OpenApi).paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => requestOf(method.toUpperCase(), path, operation)),
    ),
  })),
});

const requestOf = (method: string, path: string, { summary, security, parameters, requestBody }: Operation): object => {
  const segments = path.slice(1).split('/');
  const within = (place: string) => parameters.filter((parameter) => parameter.in === place);
  return {
    name: `${method} ${path}`,
    request: {
      method,
      description: summary,
      ...(security.length === 0 && { auth: { type: 'noauth' } }),
      header: within('header').map(({ name, required }) => ({
        key: name,
        value: name === 'Idempotency-Key' ? '{{$guid}}' : '"1"',
        disabled: !required,
      })),
      url: {
        raw: `{{baseUrl}}/${segments.map((segment) => segment.replace(/^\{(\w+)\}$/, ':$1')).join('/')}`,
        host: ['{{baseUrl}}'],
        path: segments.map((segment) => segment.replace(/^\{(\w+)\}$/, ':$1')),
        variable: within('path').map(({ name, schema }) => ({ key: name, value: String(exampleOf(schema, 'full', name)) })),
        query: within('query').map(({ name, schema, required }) => ({
          key: name,
          value: String(exampleOf(schema, 'full', name)),
          disabled: !required,
        })),
      },
      ...(requestBody && { body: bodyOf(requestBody) }),
    },
  };
};

const bodyOf = ({ content }: NonNullable<Operation['requestBody']>): object => {
  const [[type, { schema, example }] = ['', { schema: undefined, example: undefined }]] = Object.entries(content);
  // Bytes that are signed are the sender's own.
  if (schema === undefined) return { mode: 'raw', raw: '' };
  const value = (example ?? exampleOf(schema, 'full')) as object;
  if (type !== 'application/json')
    return { mode: 'urlencoded', urlencoded: Object.entries(value).map(([key, text]) => ({ key, value: String(text) })) };
  return { mode: 'raw', raw: JSON.stringify(value, null, 2), options: { raw: { language: 'json' } } };
};
