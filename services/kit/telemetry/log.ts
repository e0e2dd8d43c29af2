import { type DestinationStream, type Logger as Pino, pino } from 'pino';
import { redact } from './redact';

/** Writes one JSON line for each call. Facts first, then what happened, in words. */
export interface Logger {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
  /** A logger whose lines carry these facts too. */
  child(facts: object): Logger;
}

export interface LogOptions {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  readonly level: string;
  /** Where lines go. @default - standard output, in blocks that are written at least every second */
  readonly to?: DestinationStream;
}

const blockLength = 16_384;

/**
 * Standard output, one for all logs of a process, in blocks: to hand a block to the system costs as much as to make its lines. Blocks that
 * are not full are written every second, and when the process ends.
 */
class Blocks {
  private waiting = '';
  private readonly output = pino.destination({ sync: false });

  constructor() {
    setInterval(() => this.pass(), 1000).unref();
    process.prependOnceListener('exit', () => this.flush());
  }

  write(line: string): void {
    this.waiting += line;
    if (this.waiting.length >= blockLength) this.pass();
  }

  flush(): void {
    this.pass();
    this.output.flushSync();
  }

  private pass(): void {
    if (this.waiting === '') return;
    this.output.write(this.waiting);
    this.waiting = '';
  }
}

let standardOutput: Blocks | undefined;

/** The time as a log shows it, made once a millisecond. */
const timestamps = (): (() => string) => {
  let [at, text] = [0, ''];
  return () => {
    const now = Date.now();
    if (now !== at) [at, text] = [now, `,"ts":"${new Date(now).toISOString()}"`];
    return text;
  };
};

const error = (value: unknown) =>
  value instanceof Error
    ? { type: value.name, message: value.message, stack: value.stack }
    : { type: typeof value, message: String(value) };

/**
 * The log of a service: JSON, one line each. Values of secret keys are replaced at any depth, whoever logs them.
 * @see https://getpino.io/
 */
export const createLog = ({ service, environment, version, level, to }: LogOptions): Logger & { flush(): void } => {
  if (to === undefined) standardOutput ??= new Blocks();
  const output = to === undefined ? standardOutput : undefined;
  const log: Pino = pino(
    {
      level,
      base: { service, version, env: environment, instance: process.env.HOSTNAME ?? String(process.pid) },
      timestamp: timestamps(),
      formatters: { level: (label) => ({ level: label }), log: (facts) => redact(facts) as Record<string, unknown> },
      serializers: { err: error },
    },
    to ?? output,
  );
  return Object.assign(log, { flush: () => output?.flush() });
};
