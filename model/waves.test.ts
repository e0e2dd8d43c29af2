import type { Entry } from './read';
import { wavesOf } from './waves';

/** Components by what each comes after. */
const entries = (afters: Readonly<Record<string, readonly string[]>>): Entry<{ purpose: string }>[] =>
  Object.entries(afters).map(([name, after]) => ({
    name,
    parent: 'sample',
    file: `${name}.ts`,
    value: { purpose: 'Is one of them.', after },
  }));

test('a component is one wave after the last of those that it comes after', () => {
  const { of, mistakes } = wavesOf(
    entries({ roof: ['walls', 'ground'], walls: ['ground'], ground: [], fence: ['ground'], door: ['walls'] }),
  );
  const waves = Object.fromEntries(['ground', 'fence', 'walls', 'door', 'roof'].map((name) => [name, of(name)]));
  expect(waves).toEqual({ ground: 1, fence: 2, walls: 2, door: 3, roof: 3 });
  expect(mistakes).toEqual([]);
});

test('an unknown component does not count', () => expect(wavesOf(entries({ roof: ['wals'] })).of('roof')).toBe(1));

describe('a cycle is reported once', () => {
  const cycles = (afters: Readonly<Record<string, readonly string[]>>): string[] =>
    wavesOf(entries(afters)).mistakes.map(({ fact }) => fact);
  const around = (cycle: string): string => `after leads back to itself: ${cycle}`;

  test.each<[what: string, afters: Readonly<Record<string, readonly string[]>>, cycle: string]>([
    ['of one', { roof: ['roof'] }, 'roof after roof'],
    ['of one that names itself twice', { roof: ['roof', 'roof'] }, 'roof after roof'],
    ['of three', { roof: ['walls'], walls: ['ground'], ground: ['roof'] }, 'ground after roof after walls after ground'],
    ['that others lead into', { attic: ['walls'], door: ['walls'], roof: ['walls'], walls: ['roof'] }, 'walls after roof after walls'],
    ['that something long leads into', { a: ['b'], b: ['c'], c: ['d'], d: ['e'], e: ['d', 'c'] }, 'd after e after d'],
    ['that leads out of itself', { roof: ['walls', 'ground'], walls: ['roof', 'ground'], ground: [] }, 'roof after walls after roof'],
  ])('%s', (_, afters, cycle) => expect(cycles(afters)).toEqual([around(cycle)]));

  test('each of two that have nothing in common', () => {
    expect(cycles({ roof: ['walls'], walls: ['roof'], door: ['door'] })).toEqual([
      around('door after door'),
      around('roof after walls after roof'),
    ]);
  });

  test('and what two lead to together is none', () => {
    expect(cycles({ roof: ['walls', 'door'], walls: ['ground'], door: ['ground'], ground: [] })).toEqual([]);
  });
});
