/** One request of a visitor, and what follows from its answer. Text in braces is what the visitor knows: `{sku}`. */
export interface Step {
  /** Unique among all steps. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Query, in braces as well. @default - none */
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. @default - no body */
  readonly body?: object;
  /** Whether the visitor shows a token; without one he or she signs in first. @default false */
  readonly signedIn?: boolean;
  /** Whether the request carries a fresh `Idempotency-Key`. @default false */
  readonly key?: boolean;
  /** The status of a good answer. */
  readonly status: number;
  /** What the visitor remembers of the answer: a name, and the path to the value; `*` is any element of a list. @default - nothing */
  readonly keeps?: Readonly<Record<string, string>>;
  /** Asks again while a field of the answer says that something is under way. @default - asks once */
  readonly until?: Until;
  /** Milliseconds in which 95 % are answered, where the service promises something else than its tier. @default - the tier's */
  readonly p95Ms?: number;
}

/** What is waited for. */
export interface Until {
  readonly field: string;
  /** Values that mean: not yet. */
  readonly passing: readonly string[];
  /** The value that is good; any other is a failure. */
  readonly is: string;
  /** Seconds after which the waiting has failed. */
  readonly seconds: number;
}

/** Steps that belong together, in order. Ends early where one of them fails. */
export type Flow = readonly Step[];

/** A time in a test: how much of the peak it brings at its end, as a factor, and how long it takes to get there. */
export interface Stage {
  readonly level: number;
  readonly seconds: number;
}

/** What is tried out, with how much load. */
export interface Scenario {
  readonly name: string;
  readonly purpose: string;
  /** How visitors sign in, and the flows with the parts in which they are chosen. */
  readonly visits: Visits;
  /** Flows that are begun in a second at level 1. */
  readonly peakPerSecond: number;
  readonly stages: readonly Stage[];
  /** Goes on until a threshold is missed: where that happens is the result, and from level 1 on no failure. @default false */
  readonly seeksLimit?: boolean;
}

/** What visitors do. */
export interface Visits {
  readonly signIn: Step;
  readonly flows: readonly { readonly share: number; readonly flow: Flow }[];
}
