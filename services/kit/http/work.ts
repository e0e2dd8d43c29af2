import type { FastifyRequest } from 'fastify';
import type { Caller, Context } from '../context';
import { type Logger, startTrace, type Telemetry, type Trace } from '../telemetry';
import { addressOf } from './address';
import type { IdempotentCall } from './idempotency';
import type { AnyRoute } from './route';

declare module 'fastify' {
  interface FastifyRequest {
    work: Work | null;
  }
  interface FastifyContextConfig {
    contract?: AnyRoute;
  }
}

const requestIds = /^[A-Za-z0-9._-]{1,64}$/;
const most = 10_000;
const nothing = Buffer.alloc(0);

/** One request: the context of its work, and what hooks learn of it. It is what handlers get. */
export class Work implements Context {
  readonly trace: Trace;
  readonly requestId: string;
  readonly started = performance.now();
  readonly deadline: number;
  readonly contract: AnyRoute | undefined;
  caller: Caller | undefined;
  params: unknown;
  query: unknown;
  body: unknown;
  rawBody: Buffer | undefined;
  expectedVersion: number | undefined;
  idempotency: IdempotentCall | undefined;
  failed = false;
  /** Where the next page of lines starts. */
  nextCursor: string | undefined;
  private lines: Logger | undefined;

  constructor(
    private readonly request: FastifyRequest,
    private readonly telemetry: Telemetry,
    private readonly trustedHops: number,
  ) {
    const { headers } = request;
    this.trace = startTrace(headers.traceparent as string | undefined, telemetry.sampling);
    const given = headers['x-request-id'];
    this.requestId = typeof given === 'string' && requestIds.test(given) ? given : this.trace.traceId;
    const left = Number(headers['x-deadline-ms']);
    this.deadline = this.started + (left > 0 && left < most ? left : most);
    this.contract = request.routeOptions.config.contract;
    this.rawBody = this.contract?.raw ? nothing : undefined;
  }

  /** Made when somebody writes a line: most requests write none of their own. */
  get log(): Logger {
    this.lines ??= this.telemetry.log.child({ requestId: this.requestId, traceId: this.trace.traceId, spanId: this.trace.spanId });
    return this.lines;
  }

  get address(): string {
    return addressOf(this.request.raw, this.trustedHops);
  }

  continueAt(cursor: string): void {
    this.nextCursor = cursor;
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }
}
