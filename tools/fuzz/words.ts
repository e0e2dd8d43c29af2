import * as fc from 'fast-check';

/** What generated definitions are written with: names, sentences, units, numbers at the ends of their ranges. */

/** A value that is there in a third of all cases; what is found wrong is shown without it where it does not matter. */
export const maybe = <Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ withCrossShrink: true }, { weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

/** One of some values; the first is the plainest. */
export const anyOf = <const Value>(...values: readonly Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);

/** A place in a list whose length is not known yet. */
export const place: fc.Arbitrary<number> = fc.nat(11);

/** The entry of a list at a place, whatever its length; none of an empty one. */
export const at = <Value>(list: readonly Value[], index: number): Value | undefined => list[index % Math.max(1, list.length)];

/** Whole numbers of a range, its ends more often than others. */
export const between = (min: number, max: number): fc.Arbitrary<number> => fc.oneof(fc.integer({ min, max }), anyOf(min, max));

const letter = anyOf(...'abcxyz');
const sign = anyOf(...'abcxyz019');
const part = (most: number): fc.Arbitrary<string> =>
  fc.tuple(letter, fc.string({ unit: sign, maxLength: most - 1 })).map(([first, rest]) => first + rest);

/** A name of at most `most` characters that begins with a letter, sometimes with a hyphen in it. */
export const label = (most: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: part(most) },
    { weight: 1, arbitrary: fc.tuple(part(Math.ceil(most / 2) - 1), part(Math.floor(most / 2))).map((parts) => parts.join('-')) },
  );

/** Names, each once. */
export const labels = (most: number, count = 2): fc.Arbitrary<string[]> => fc.uniqueArray(label(most), { maxLength: count });

/** What derived names end with: who is called like that may be taken for somebody else. */
export const suffixes = ['worker', 'migrate', 'tasks', 'peers', 'primary', 'canary', 'preview', 'stable', 'cache', 'config'] as const;

/** Any text that a person may write into a setting or an argument. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  {
    weight: 1,
    arbitrary: anyOf(
      ...['', ' ', 'on', 'e3', '0o17', '1_000', '1:30', '~', '=', '- x', 'a: b', '# no', '$(HOME)', '{{ x }}', 'two\nlines', '\t'],
    ),
  },
);

/** One sentence. */
export const sentence: fc.Arbitrary<string> = fc.oneof(
  anyOf('Does something.', 'Says: "so" & \'so\'.', 'Größe — 尺寸 ✓.'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((text) => `A${text}.`),
);

/** Why something is not as it should be. */
export const reason = anyOf('It is being replaced, and watched until then.');
export const day = anyOf('2026-12-31', '2024-02-29', '9999-12-31');

export const hostName: fc.Arbitrary<string> = fc.tuple(label(8), anyOf('sample.org', 'a.b.sample.org')).map((parts) => parts.join('.'));
export const repositoryOfImage = fc.tuple(anyOf('images.sample.org', 'ghcr.io/sample'), label(8)).map((parts) => parts.join('/'));

/** Names of variables, some of them such as a platform would think of. */
export const variable: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: part(6).map((name) => name.toUpperCase()) },
  { weight: 1, arbitrary: anyOf('LOG_LEVEL', 'HOME', 'PATH', 'A_URL', 'ROLE', 'MAIL_URL', 'TZ', 'A_1') },
);

/** Folders of a container. */
export const folder: fc.Arbitrary<`/${string}`> = fc.oneof(
  label(6).map((name) => `/${name}` as const),
  anyOf('/var/cache', '/data', '/Data', '/tmp/inside', '/data/inside', '/a.b_c-d', '/etc', '/var/run/secrets'),
);
