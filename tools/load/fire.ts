import autocannon from 'autocannon';
import type { Visits } from './scenario';
import type { Tally } from './tally';
import { type Verdict, Visitor } from './visitor';

export interface FireOptions {
  /** Where the platform is, without a slash at the end. */
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  readonly visits: Visits;
  /** What every visitor knows. */
  readonly known: Readonly<Record<string, string>>;
  readonly tally: Tally;
}

/** A connection of the load generator walks as a visitor does; its answers are counted by step. */
const walk = (connection: autocannon.Client, visitor: Visitor, tally: Tally): void => {
  let [step, verdict]: [string, Verdict | undefined] = ['', undefined];
  connection.setRequests([
    {
      setupRequest: (request) => {
        const { step: next, method, path, headers, body } = visitor.next();
        step = next.name;
        return { ...request, method: method as 'GET' | 'POST', path, headers, body: body ?? '' };
      },
      onResponse: (status, body) => {
        verdict = visitor.judge(status, body);
      },
    },
  ]);
  connection.on('response', (_status: number, _bytes: number, milliseconds: number) => {
    if (verdict?.is === 'wrong') tally.wrong(step, verdict.why);
    else if (verdict?.is === 'limited') tally.limited(step);
    else tally.good(step, milliseconds);
  });
  const lost = (why: string): void => {
    tally.wrong(step, why);
    visitor.leave();
  };
  connection.addListener('timeout', () => lost('no answer'));
  connection.addListener('connError', (error: Error) => lost(error.message));
};

/** Lets as many visitors as there are connections walk for some seconds, each as fast as it is answered. */
export const fire = async ({ url, connections, seconds, visits, known, tally }: FireOptions): Promise<void> => {
  let arrived = 0;
  const setupClient = (connection: autocannon.Client): void => walk(connection, new Visitor({ visits, known, first: arrived++ }), tally);
  // Looks ten times a second whether time is up.
  await autocannon({ url, connections, duration: seconds, sampleInt: 100, timeout: 10, setupClient });
};
