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
