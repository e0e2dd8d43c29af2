/** Registers what must be undone at the end, last thing first. Throws when it was asked to stop meanwhile. */
export type Undo = (what: string, step: () => unknown) => void;

/** It was told to stop before it was up. */
class Interrupted extends Error {}

/**
 * npm passes on the signal that a terminal has already sent to all, so the second may be the same as the first when it comes within so
 * many milliseconds.
 */
const sameMs = 500;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `begin`, waits for a signal to stop, and undoes what was begun, also when that failed half-way. A second signal ends the process
 * at once. Resolves with the exit code. A mistake is one line for people; only a bug is told with its stack.
 */
export const until = async (begin: (undo: Undo) => Promise<void>): Promise<number> => {
  const steps: { readonly what: string; readonly step: () => unknown }[] = [];
  let stopping = false;
  let stop: (code: number) => void = () => {};
  const stopped = new Promise<number>((resolve) => {
    stop = resolve;
  });
  const release = listen((code) => {
    stopping = true;
    stop(code);
  });
  let code = 0;
  try {
    await begin((what, step) => {
      steps.push({ what, step });
      if (stopping) throw new Interrupted();
    });
    code = await stopped;
  } catch (error) {
    if (!(error instanceof Interrupted)) say(wordsOf(error));
    code = error instanceof Interrupted ? await stopped : 1;
  }
  // Whoever stops it sees at once that it heard.
  if (code === 0) say('stopping');
  for (const { what, step } of steps.reverse())
    await Promise.resolve()
      .then(step)
      .catch((error) => {
        say(`${what}: does-not-stop: ${wordsOf(error)}; look for processes that are left`);
        code = 1;
      });
  release();
  return code;
};

/** On a terminal the line may hold what was being done. */
const clean = process.stderr.isTTY ? '\r\u001b[K' : '';

const say = (line: string): void => void process.stderr.write(`${clean}${line}\n`);

/** What we say to people has a form by which it is known: subject, rule, fact, and what to do. */
const forPeople = /^.+?: [a-z]+(-[a-z]+)+: .+; .+$/;

const wordsOf = (error: unknown): string => {
  const { message, stack } = error as Error;
  return message?.split('\n').every((line) => forPeople.test(line)) ? message : (stack ?? String(error));
};

const listen = (stop: (code: number) => void): (() => void) => {
  let first: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    first ??= now;
    if (now - first > sameMs) process.exit(130);
    stop(0);
  };
  // The services of one process end together: what is left of one after a bug is not to be trusted.
  const onBug = (error: unknown): void => {
    say(wordsOf(error));
    stop(1);
  };
  for (const signal of signals) process.on(signal, onSignal);
  process.on('uncaughtException', onBug).on('unhandledRejection', onBug);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
    process.off('uncaughtException', onBug).off('unhandledRejection', onBug);
  };
};
