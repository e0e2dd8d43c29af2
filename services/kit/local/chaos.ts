import type { Chaos } from '../events/local-reader';

const mostDelayMs = 60_000;

/** What each word means, and which numbers it takes. */
const words: Readonly<Record<string, { readonly most?: number; readonly to: (value: number) => Chaos }>> = {
  redeliver: { most: 100, to: (redeliverPercent) => ({ redeliverPercent }) },
  shuffle: { to: () => ({ shuffle: true }) },
  delay: { most: mostDelayMs, to: (delayMs) => ({ delayMs }) },
};

/**
 * Reads `CHAOS`: `redeliver:<percent>` repeats that share of the events, `shuffle` mixes those of different keys, `delay:<milliseconds>`
 * lets each delivery wait up to so long. Words are separated by commas, each at most once. Refused when it says anything else.
 *
 * @default - nothing is disturbed
 */
export const readChaos = (text: string | undefined): Chaos => {
  if (!text) return {};
  const seen = new Set<string>();
  const parts = text.split(',').map((part) => {
    const [name = '', value, ...rest] = part.split(':');
    if (seen.has(name)) throw malformed(`'${name}' stands there twice`);
    seen.add(name);
    return meaningOf(part, name, rest.length === 0 ? value : '');
  });
  return Object.assign({}, ...parts);
};

const meaningOf = (part: string, name: string, value: string | undefined): Chaos => {
  const word = Object.hasOwn(words, name) ? words[name] : undefined;
  if (word === undefined) throw malformed(`'${part}' is not known`);
  if (word.most === undefined) {
    if (value !== undefined) throw malformed(`'${part}' takes no number`);
    return word.to(0);
  }
  if (value === undefined || !/^\d{1,5}$/.test(value) || Number(value) > word.most)
    throw malformed(`'${part}' needs a whole number from 0 to ${word.most}`);
  return word.to(Number(value));
};

const malformed = (fact: string): Error =>
  new Error(`CHAOS: wrong-chaos: ${fact}; write it like 'redeliver:5,shuffle,delay:200' (percent, milliseconds), or unset CHAOS`);
