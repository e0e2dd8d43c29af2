// Imports nothing that runs: Node and k6 both load this file as it is.
import type { Flow, Step, Until, Visits } from './scenario';

/** A request, ready to be sent. */
export interface Wish {
  readonly step: Step;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** `limited` means that a limit of the platform refused, which is what limits are for. */
export type Verdict = { readonly is: 'good' | 'limited' } | { readonly is: 'wrong'; readonly why: string };

export interface VisitorOptions {
  readonly visits: Visits;
  /** What he or she knows from the start, such as `email` and `password`. */
  readonly known: Readonly<Record<string, string>>;
  /** Milliseconds of now. @default - the clock of the machine */
  readonly now?: () => number;
  /** From 0 to 1, without 1. @default - as the machine draws */
  readonly random?: () => number;
  /** The number of the flow that is walked first, so that of several visitors each begins with another one. @default - chosen by share */
  readonly first?: number;
}

const good: Verdict = { is: 'good' };
const wrong = (why: string): Verdict => ({ is: 'wrong', why });

/** A token is not used any more when it is about to expire. */
const marginMs = 30_000;

/** Somebody who walks through flows, one after the other, with a session that is kept from one to the next. */
export class Visitor {
  private readonly knows: Map<string, string>;
  private readonly now: () => number;
  private readonly random: () => number;
  private flow: Flow;
  private at = 0;
  private resting = true;
  private signingIn = false;
  private asked: Step | undefined;
  private waitsSince: number | undefined;
  private signedInUntil = 0;

  constructor(private readonly options: VisitorOptions) {
    const { visits, known, now = Date.now, random = Math.random, first } = options;
    [this.now, this.random] = [now, random];
    this.knows = new Map(Object.entries(known));
    const chosen = first === undefined ? undefined : visits.flows[first % visits.flows.length]?.flow;
    this.flow = chosen ?? this.choose();
  }

  /** Whether a flow has just ended, well or not. */
  get rests(): boolean {
    return this.resting;
  }

  /** Whether the next request asks once more for what is under way. */
  get waits(): boolean {
    return this.waitsSince !== undefined;
  }

  /** The next request. One that was never judged ends its flow. */
  next(): Wish {
    if (this.asked !== undefined) this.leave();
    const planned = this.flow[this.at];
    if (planned === undefined) throw new Error('load: empty-flow: a flow has no steps; give it one');
    this.resting = false;
    this.signingIn = planned.signedIn === true && this.now() >= this.signedInUntil;
    const step = this.signingIn ? this.options.visits.signIn : planned;
    this.asked = step;
    const query = Object.entries(step.query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(this.fill(value))}`);
    return {
      step,
      method: step.method,
      path: `${this.fill(step.path, encodeURIComponent)}${query.length ? `?${query.join('&')}` : ''}`,
      headers: this.headersOf(step),
      body: step.body && JSON.stringify(step.body, (_, value) => (typeof value === 'string' ? this.fill(value) : value)),
    };
  }

  /** Judges the answer to the last request, and remembers what the next ones need. */
  judge(status: number, body: string): Verdict {
    const step = this.asked;
    if (step === undefined) throw new Error('load: no-request: an answer came that nobody asked for; call next() first');
    const verdict = this.verdictOn(step, status, body);
    if (status === 401) this.signedInUntil = 0;
    if (verdict.is === 'good') this.asked = undefined;
    if (verdict.is !== 'good') this.leave();
    else if (this.signingIn) this.signingIn = false;
    else if (!this.waits) this.goOn();
    return verdict;
  }

  /** Ends the flow: nothing came back. */
  leave(): void {
    // A token for a session that is used once may be used up.
    if (this.asked?.keeps?.lifetime) this.signedInUntil = 0;
    this.asked = undefined;
    this.waitsSince = undefined;
    this.signingIn = false;
    this.turn();
  }

  private goOn(): void {
    this.at += 1;
    if (this.at === this.flow.length) this.turn();
  }

  private turn(): void {
    this.resting = true;
    this.at = 0;
    this.flow = this.choose();
  }

  private choose(): Flow {
    const { flows } = this.options.visits;
    let left = this.random() * flows.reduce((sum, { share }) => sum + share, 0);
    for (const { share, flow } of flows) {
      left -= share;
      if (left < 0) return flow;
    }
    return flows[0]?.flow ?? [];
  }

  private headersOf({ signedIn, key, body }: Step): Record<string, string> {
    return {
      ...(signedIn && { authorization: `Bearer ${this.knows.get('token')}` }),
      ...(body && { 'content-type': 'application/json' }),
      ...(key && { 'idempotency-key': `"load-${this.now().toString(36)}-${this.random().toString(36).slice(2)}"` }),
    };
  }

  private fill(text: string, written: (value: string) => string = (value) => value): string {
    return text.replace(/\{(\w+)\}/g, (_, name: string) => written(this.knows.get(name) ?? ''));
  }

  private verdictOn(step: Step, status: number, body: string): Verdict {
    if (status === 429) return { is: 'limited' };
    if (status !== step.status) return wrong(`${status} ${codeIn(body)}`.trim());
    const answer = parsed(body);
    for (const [name, path] of Object.entries(step.keeps ?? {})) {
      const value = this.pick(answer, path);
      if (value === undefined) return wrong(`the answer has no ${path}`);
      this.knows.set(name, String(value));
    }
    if (step.keeps?.lifetime) this.signedInUntil = this.now() + Number(this.knows.get('lifetime')) * 1000 - marginMs;
    return step.until ? this.wait(step.until, this.pick(answer, step.until.field)) : good;
  }

  private wait({ passing, is, field, seconds }: Until, value: unknown): Verdict {
    const since = this.waitsSince ?? this.now();
    this.waitsSince = passing.includes(String(value)) ? since : undefined;
    if (value === is) return good;
    if (!this.waits) return wrong(`${field} is ${value}`);
    return this.now() - since > seconds * 1000 ? wrong(`${field} is still ${value} after ${seconds} s`) : good;
  }

  private pick(answer: unknown, path: string): unknown {
    let value = answer;
    for (const name of path.split('.')) {
      if (typeof value !== 'object' || value === null) return undefined;
      const key = name === '*' ? Math.floor(this.random() * (value as unknown[]).length) : name;
      value = (value as Readonly<Record<string, unknown>>)[key];
    }
    return value;
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What an answer calls its problem. */
const codeIn = (body: string): string => String((parsed(body) as { code?: unknown } | undefined)?.code ?? '');
