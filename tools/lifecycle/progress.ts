import type { Paint } from '../command';
import type { Listener } from './run';

/** Where progress is shown: a terminal, or something that only looks like one. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

const silent: Listener = { begins: () => undefined, says: () => undefined, ends: () => undefined };

const signs = { done: '✓', spared: '·', failed: '✗' } as const;
const colours = { done: 'green', spared: 'dim', failed: 'red' } as const;

/** One line a step: which of how many, how long, and what it says just now. Nothing at all in a pipe. */
export const progressOn = (screen: Screen, paint: Paint, now: () => number): Listener => {
  if (!screen.isTTY) return silent;
  const width = screen.columns ?? 100;
  let current = { head: '', begun: 0 };
  const line = (text: string): void => void screen.write(`\r\u001b[K${text}`);
  const clock = (): string => `${Math.round((now() - current.begun) / 1000)} s`;
  return {
    begins: ({ what }, index, count) => {
      current = { head: `step ${index + 1} of ${count}: ${what}`, begun: now() };
      line(current.head.slice(0, width));
    },
    says: (text) => line(`${current.head}, ${clock()}: ${text}`.slice(0, width)),
    ends: ({ result, seconds }) => line(`${paint[colours[result]](signs[result])} ${current.head}${seconds > 0 ? `, ${seconds} s` : ''}\n`),
  };
};
