import type * as z from 'zod';
import type { CalleeRequest } from './request';

/**
 * What each service can be asked: for each service its operations, such as `'GET /orders/{id}'`, with parameters, body and answer. Filled in by
 * `operations.gen.d.ts`, which is written from the services' own OpenAPI descriptions.
 */
// biome-ignore lint/suspicious/noEmptyInterface: others add to it
export interface Operations {}

type Of<Operation, Part extends string> = Operation extends Readonly<Record<Part, infer Value>> ? Value : undefined;

type Needed<Name extends string, Value> = undefined extends Value ? { readonly [Key in Name]?: Value } : { readonly [Key in Name]: Value };

/** What the callee answers: one page of it, where it answers lines. */
type Answered<Operation, IsLines> = IsLines extends true
  ? { lines: Of<Operation, 'answer'>[]; nextCursor?: string }
  : Of<Operation, 'answer'>;

/**
 * A question to another service, held by the compiler against what that service says of itself. `answer` names only what the caller reads, and
 * must be able to read whatever the callee may say.
 */
export type Question<Operation, Schema extends z.ZodType, IsLines extends boolean = false> = Needed<'params', Of<Operation, 'params'>> &
  Needed<'body', Of<Operation, 'body'>> & {
    readonly query?: Of<Operation, 'query'>;
    readonly answer: Answered<Operation, IsLines> extends z.input<Schema> ? Schema : never;
    readonly lines?: IsLines;
  } & Pick<CalleeRequest<unknown>, 'timeoutMs' | 'retries' | 'idempotencyKey' | 'safe'>;

/** The request for a question about an operation such as `'GET /orders/{id}'`. */
export const requestFor = (
  operation: string,
  { params = {}, ...question }: Omit<CalleeRequest<unknown>, 'method' | 'path' | 'route'> & { readonly params?: object | undefined },
): CalleeRequest<unknown> => {
  const [method, route = ''] = operation.split(' ') as [CalleeRequest<unknown>['method'], string?];
  const values = params as Readonly<Record<string, unknown>>;
  const path = route.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
  return { method, route, path, ...question };
};
