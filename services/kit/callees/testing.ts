import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { ManualClock } from '../clock';
import type { Context } from '../context';
import type { ServiceTokens } from '../identity/service-token';
import { serve } from '../identity/testing';
import { createLog, Metrics, RecentSpans, startTrace } from '../telemetry';
import { Callees } from './callees';
import type { CalleeRequest } from './request';

export const answer =
  (status: number, body?: unknown, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(status, headers).end(body === undefined ? undefined : JSON.stringify(body));
/** Answers with a text as it is. */
export const say =
  (status: number, words: string): RequestListener =>
  (_, response) =>
    void response.writeHead(status).end(words);
export const silence: RequestListener = () => undefined;
export const breakConnection: RequestListener = ({ socket }) => void socket.destroy();
export const good = answer(200, { name: 'Ada' });

export const context = (leftMs = 10_000): Context => ({
  trace: startTrace(undefined),
  requestId: 'request-1',
  log: createLog({ service: 's', environment: 'test', version: '1', level: 'silent' }),
  deadline: performance.now() + leftMs,
});

export type Change = Partial<CalleeRequest<{ name: string }>>;

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server on the loopback that does what a test tells it, request by request; the last word stands for all that follow. */
const startCallee = async () => {
  let seen: Seen[] = [];
  let behaviour: readonly RequestListener[] = [good];
  const served = await serve(async (request, response) => {
    seen.push({ method: request.method, url: request.url, headers: request.headers, body: await text(request) });
    behaviour[Math.min(seen.length, behaviour.length) - 1]?.(request, response);
  });
  return {
    ...served,
    seen: (): readonly Seen[] => seen,
    /** Forgets what was seen. */
    will(...listeners: readonly RequestListener[]) {
      seen = [];
      behaviour = listeners;
    },
  };
};

/** `user-service`, and somebody who calls it. */
export const startRig = async () => {
  const callee = await startCallee();
  const [clock, metrics, spans] = [new ManualClock(), new Metrics(), new RecentSpans()];
  const token = { give: async () => 'the-token', invalidated: [] as (string | undefined)[] };
  const tokens: Pick<ServiceTokens, 'get' | 'invalidate'> = {
    get: () => token.give(),
    invalidate: (refused) => void token.invalidated.push(refused),
  };
  const callees = new Callees({
    urls: { 'user-service': `${callee.url}/` },
    tokens: tokens as ServiceTokens,
    telemetry: { metrics, spans },
    clock,
  });
  const call = (change: Change = {}, at = context()) =>
    callees.call(at, 'user-service', {
      method: 'GET',
      path: '/users/1',
      route: '/users/{id}',
      answer: z.object({ name: z.string() }),
      ...change,
    });
  const failure = async (change: Change = {}, at = context()): Promise<unknown> =>
    call(change, at).then(
      () => expect('an answer').toBe('a failure'),
      (error: unknown) => error,
    );
  /** Calls many times at once, all in vain. */
  const failures = (count: number, change: Change = {}) => Promise.all(Array.from({ length: count }, () => failure(change)));
  const counted = /http_client_requests_total\{target="user-service",outcome="(\w+)"\} (\d+)/g;
  return {
    ...callee,
    ...{ clock, spans, token, callees, call, failure, failures },
    outcomes: async () => Object.fromEntries([...(await metrics.text()).matchAll(counted)].map(([, kind, count]) => [kind, Number(count)])),
    circuit: async () => /circuit_state\{target="user-service"\} (\d)/.exec(await metrics.text())?.[1],
  };
};
