import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Redis } from 'ioredis';
import type { Clock } from '../clock';
import type { Metrics } from '../telemetry';
import { networkOf } from './address';
import { Buckets } from './buckets';
import { known, type Problem } from './problem';
import type { AnyRoute, RateLimit } from './route';
import { StrictCounter } from './strict-counter';
import type { Work } from './work';

export interface LimitsOptions {
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** Multiplies every limit. */
  readonly factor: number;
  /** Where strict limits are counted over all replicas. @default - each replica counts by itself */
  readonly valkey?: Redis | undefined;
}

/** The limits of routes without one of their own: of who does not say who he is, of a person, of a service. */
const general = {
  anonymous: { group: 'anonymous', most: 120, windowSeconds: 60, by: 'caller' },
  signedIn: { group: 'signed-in', most: 600, windowSeconds: 60, by: 'caller' },
  service: { group: 'service', most: 200, windowSeconds: 1, by: 'caller' },
} satisfies Record<string, RateLimit>;

/** How a limit stands after a request was counted. */
export interface Count {
  readonly left: number;
  /** Milliseconds until nothing is used up. */
  readonly resetMs: number;
  /** Milliseconds until the next request is let through; 0 when this one was. */
  readonly waitMs: number;
}

/** One limit and what it has counted. */
class Counter {
  private readonly buckets: Buckets;
  private readonly windowMs: number;
  private readonly strict: StrictCounter | undefined;
  readonly policy: string;

  constructor(
    readonly limit: RateLimit,
    { factor, valkey }: LimitsOptions,
  ) {
    const most = Math.max(1, Math.floor(limit.most * factor));
    this.windowMs = limit.windowSeconds * 1000;
    this.buckets = new Buckets(most, this.windowMs);
    this.policy = `"${limit.group}";q=${most};w=${limit.windowSeconds}`;
    if (limit.strict && valkey) this.strict = new StrictCounter({ ...limit, most }, valkey);
  }

  /** Counts in this process: how much of the window is used up, in milliseconds; more than `windowMs` means too much. */
  take(key: string, nowMs: number): number {
    return this.buckets.take(key, nowMs);
  }

  isOver(usedMs: number): boolean {
    return usedMs > this.windowMs;
  }

  countOf(usedMs: number): Count {
    const waitMs = Math.max(0, usedMs - this.windowMs);
    return { left: this.buckets.left(usedMs), resetMs: Math.min(usedMs, this.windowMs), waitMs };
  }

  /** Counts where the limit is counted; while that is away, in this process. */
  count(key: string, nowMs: number): Count | Promise<Count> {
    if (this.strict === undefined) return this.countOf(this.take(key, nowMs));
    return this.strict.count(key).then((count) => count ?? this.countOf(this.take(key, nowMs)));
  }
}

/** The counters of a route, and whether one of them takes the place of the general limit. */
interface OwnLimits {
  readonly counters: readonly Counter[];
  readonly instead: boolean;
}

/** Counts requests against the limits of their routes and callers, and refuses what is too much. */
export class Limits {
  private readonly general: { readonly anonymous: Counter; readonly signedIn: Counter; readonly service: Counter };
  private readonly own = new WeakMap<AnyRoute, OwnLimits>();
  private readonly counters = new Map<string, Counter>();
  private readonly limited;

  constructor(private readonly options: LimitsOptions) {
    const { anonymous, signedIn, service } = general;
    this.general = {
      anonymous: new Counter(anonymous, options),
      signedIn: new Counter(signedIn, options),
      service: new Counter(service, options),
    };
    this.limited = options.metrics.counter('rate_limited_total', 'Requests that were refused as too many, by limit.', ['group']);
  }

  /** Counts a request; throws `rate-limited` when it is one too many. A promise only where a limit is counted over all replicas. */
  admit(request: FastifyRequest, reply: FastifyReply, work: Work, contract: AnyRoute): Promise<void> | undefined {
    const nowMs = this.options.clock.now().getTime();
    if (contract.limits === undefined) return contract.path.startsWith('/internal/') ? undefined : this.admitGenerally(work, nowMs);
    const { counters, instead } = this.ownOf(contract, contract.limits);
    if (!instead) this.admitGenerally(work, nowMs);
    const counts = counters.map((counter) => counter.count(keyOf(counter.limit.by, request, work), nowMs));
    if (!counts.some((count) => count instanceof Promise)) return this.judge(counters, counts as Count[], reply);
    return Promise.all(counts).then((done) => this.judge(counters, done, reply));
  }

  private admitGenerally({ caller, address }: Work, nowMs: number): undefined {
    const { anonymous, signedIn, service } = this.general;
    const counter = caller === undefined ? anonymous : caller.isService ? service : signedIn;
    const used = counter.take(caller?.subject ?? networkOf(address), nowMs);
    if (counter.isOver(used)) throw this.refusal(counter, counter.countOf(used));
  }

  /** The limit that is nearest to its end is shown, or the one that refuses for the longest time. */
  private judge(counters: readonly Counter[], counts: readonly Count[], reply: FastifyReply): undefined {
    const [nearest] = counters
      .map((counter, at) => ({ counter, count: counts[at] as Count }))
      .sort((a, b) => b.count.waitMs - a.count.waitMs || a.count.left - b.count.left);
    if (nearest === undefined) return;
    if (nearest.count.waitMs > 0) throw this.refusal(nearest.counter, nearest.count);
    reply.headers(headersOf(nearest.counter, nearest.count));
  }

  private refusal(counter: Counter, count: Count): Problem {
    this.limited.add({ group: counter.limit.group });
    const seconds = String(Math.max(1, Math.ceil(count.waitMs / 1000)));
    return known('rate-limited', `these are too many requests; ask again in ${seconds} s`, {
      headers: { 'retry-after': seconds, ...headersOf(counter, count) },
    });
  }

  private ownOf(contract: AnyRoute, limits: readonly RateLimit[]): OwnLimits {
    const known = this.own.get(contract);
    if (known) return known;
    const own = { counters: limits.map((limit) => this.counterOf(limit)), instead: limits.some(({ by }) => typeof by === 'string') };
    this.own.set(contract, own);
    return own;
  }

  /** Routes that declare the same limit, as an alias does, share what is counted. */
  private counterOf(limit: RateLimit): Counter {
    const id = JSON.stringify(limit);
    const counter = this.counters.get(id) ?? new Counter(limit, this.options);
    this.counters.set(id, counter);
    return counter;
  }
}

/** @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ */
const headersOf = ({ limit, policy }: Counter, { left, resetMs }: Count): Record<string, string> => ({
  'ratelimit-policy': policy,
  ratelimit: `"${limit.group}";r=${left};t=${Math.ceil(resetMs / 1000)}`,
});

/** By whom a request is counted. What a client sends is used as a hash: it may be personal, and long. */
const keyOf = (by: RateLimit['by'], request: FastifyRequest, work: Work): string => {
  const network = networkOf(work.address);
  if (by === 'caller') return work.caller?.subject ?? network;
  if (by === 'address') return network;
  const value = 'header' in by ? work.header(by.header) : textOf(request.body, by.field);
  if (value === undefined) return network;
  return by.andAddress ? `${hashOf(value)} ${network}` : hashOf(value);
};

const textOf = (body: unknown, field: string): string | undefined => {
  const value = (body as Readonly<Record<string, unknown>> | null | undefined)?.[field];
  return typeof value === 'string' ? value.normalize().trim().toLowerCase() : undefined;
};

const hashOf = (value: string): string => createHash('sha256').update(value).digest('base64url').slice(0, 22);
