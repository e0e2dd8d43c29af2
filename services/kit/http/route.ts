import { createParamDecorator, type ExecutionContext, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import * as z from 'zod';
import type { Caller, Context } from '../context';
import type { IdempotentCall } from './idempotency';

/** How often something may be asked for. @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
export interface RateLimit {
  /** What `RateLimit` headers and metrics call it: `'login'`. Routes that declare the same limit are counted together. */
  readonly group: string;
  /** Requests in a window. At least 1. */
  readonly most: number;
  /** Seconds in which a limit that is used up is whole again. */
  readonly windowSeconds: number;
  /**
   * Who is counted: callers (by address, where nobody said who he is), addresses, or what a field of the body or a header says, alone or
   * together with the address. Fields count without regard to case; a request without the field or header is counted by its address.
   */
  readonly by:
    | 'caller'
    | 'address'
    | { readonly field: string; readonly andAddress?: boolean }
    | { readonly header: string; readonly andAddress?: boolean };
  /** Counted over all replicas, in the cache; without it, or while it is away, by each replica. @default false */
  readonly strict?: boolean;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a route takes, answers and refuses: the one source of its validation, its OpenAPI page and its handler's types. */
export interface RouteContract<Params = unknown, Query = unknown, Body = unknown, Answer = unknown> {
  readonly method: Method;
  /** Full path as the gateway shows it, with parameters in braces: `'/orders/{id}'`. */
  readonly path: `/${string}`;
  /** What it does for the caller, in one sentence. */
  readonly summary: string;
  /** `'public'`, `'signed-in'`, or scopes of which the caller needs one. A token that is sent to a public route is verified all the same. */
  readonly access: 'public' | 'signed-in' | readonly string[];
  /** Asks for a proof of identity that is younger than ten minutes. @default false */
  readonly fresh?: boolean;
  /** Parameters of the path. What does not fit is answered with 404. @default - none */
  readonly params?: z.ZodType<Params>;
  /** Parameters after the question mark. Unknown ones are refused. @default - none */
  readonly query?: z.ZodType<Query>;
  /** The body. Unknown keys are refused at its top; write `z.strictObject` further down. @default - none */
  readonly body?: z.ZodType<Body>;
  /** A form is accepted instead of JSON. @default false */
  readonly form?: boolean;
  /** Status of a good answer. @default - 200, or 204 without `answer` */
  readonly status?: number;
  /** The body of a good answer. @default - none */
  readonly answer?: z.ZodType<Answer>;
  /** What `Idempotency-Key` means here: a second request with one key changes nothing and gets the first answer. @default - nothing */
  readonly idempotency?: 'required' | 'optional';
  /** `If-Match` is required; the handler gets it as `expectedVersion`. @default false */
  readonly ifMatch?: boolean;
  /** The version in the answer, given as `ETag`; `If-None-Match` then gives 304. @default - no ETag */
  readonly version?: (answer: Answer) => number;
  /** Where the new thing is, given as `Location`. @default - no header */
  readonly location?: (answer: Answer) => string;
  /** `Cache-Control` of a good answer, or what decides it for each. What is not 'no-store' varies by who asks. @default 'no-store' */
  readonly cache?: string | ((answer: Answer) => string);
  /**
   * The handler also gets the body's bytes as they came, to check a signature. Without `body` they are not looked at before, and may be of
   * any media type.
   * @default false
   */
  readonly raw?: boolean;
  /** Largest body in bytes. @default 262144 */
  readonly maxBytes?: number;
  /** Limits of this route. One by caller or address takes the place of the general limit; others are counted besides it. @default - none */
  readonly limits?: readonly RateLimit[];
  /**
   * The answer is many lines of JSON (`application/x-ndjson`), each an object as `answer` says; the handler gives back an async iterable,
   * which is asked for the next object only when the client has taken the one before. What fails before the first line is a problem as
   * elsewhere; what fails later ends the connection.
   * @default false
   */
  readonly lines?: boolean;
  /** Problems of this route alone, with their status. @default - none */
  readonly problems?: Readonly<Record<string, number>>;
  /** Body with which the service itself tells the problems of this route alone, where a standard asks for one. @default - problem details */
  readonly problemBody?: z.ZodType;
}

/** Contracts of any kind, where the types do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: functions of the answer make the type invariant
export type AnyRoute = RouteContract<any, any, any, any>;

type Parsed<Schema> = Schema extends z.ZodType<infer Output> ? Output : undefined;

/** What a handler is given: checked input, who asks, and the context of the work. */
export interface RequestOf<Route extends AnyRoute> extends Context {
  readonly params: Parsed<Route['params']>;
  readonly query: Parsed<Route['query']>;
  readonly body: Parsed<Route['body']>;
  readonly caller: Route['access'] extends 'public' ? Caller | undefined : Caller;
  /** The version that the caller has read. */
  readonly expectedVersion: Route['ifMatch'] extends true ? number : undefined;
  /** Present when the caller sent a key; given to what writes, so that the answer is stored with the effect. */
  readonly idempotency?: IdempotentCall;
  /** One header of the request, its name in lower case. */
  header(name: string): string | undefined;
  /** The address that the request came from. */
  readonly address: string;
  /** The body as it came, where the route says `raw`. */
  readonly rawBody: Route['raw'] extends true ? Buffer : undefined;
  /** Says in the header `x-next-cursor` where the next page of lines starts, where the route says `lines`; called before the first line. */
  readonly continueAt: Route['lines'] extends true ? (cursor: string) => void : undefined;
}

// biome-ignore lint/suspicious/noConfusingVoidType: a handler without an answer returns nothing
type OneAnswer<Route extends AnyRoute> = Route['answer'] extends z.ZodType<infer Answer> ? Answer : void;

/** What a handler must give back. */
export type AnswerOf<Route extends AnyRoute> = Route['lines'] extends true ? AsyncIterable<OneAnswer<Route>> : OneAnswer<Route>;

/** Keeps what else is said of the schema. */
const strict = <Schema>(schema: Schema): Schema =>
  schema instanceof z.ZodObject ? (schema.strict().meta({ ...schema.meta() }) as Schema) : schema;

/** Declares a route. */
export const route = <const Contract extends AnyRoute>(contract: Contract): Contract => ({
  ...contract,
  ...(contract.body && { body: strict(contract.body) }),
  query: strict(contract.query ?? z.object({})),
});

/** Status of a good answer. */
export const statusOf = ({ status, answer }: AnyRoute): number => status ?? (answer ? 200 : 204);

const Input = createParamDecorator((_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest().work);

/** Every contract that a controller of this process serves, by controller class. */
const served = new WeakMap<object, AnyRoute[]>();

/** The contracts of a controller. */
export const contractsOf = (controller: object): readonly AnyRoute[] => served.get(controller) ?? [];

/** Makes a method the handler of a route; its parameter and its result must be what the contract says. */
export const Route =
  <Contract extends AnyRoute>(contract: Contract) =>
  <Handler extends (request: RequestOf<Contract>) => AnswerOf<Contract> | Promise<AnswerOf<Contract>>>(
    target: object,
    key: string,
    descriptor: TypedPropertyDescriptor<Handler>,
  ): void => {
    RequestMapping({ path: contract.path.replace(/\{(\w+)\}/g, ':$1'), method: RequestMethod[contract.method] })(target, key, descriptor);
    HttpCode(statusOf(contract))(target, key, descriptor);
    RouteConfig({ contract })(target, key, descriptor);
    Input()(target, key, 0);
    served.set(target.constructor, [...contractsOf(target.constructor), contract]);
  };
