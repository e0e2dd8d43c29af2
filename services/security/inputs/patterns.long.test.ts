import { runInNewContext } from 'node:vm';
import { services } from '../../../services.gen';
import type { Schema } from '../../kit/example';
import { schemaOf } from '../../kit/http/media';
import { contractsOf } from '../../kit/http/route';
import { partsOf } from '../../kit/service-module';
import { nameOf } from '../requests/testing';

/** A text of a contract: where it stands, what it must look like, and how long it may be at most. */
interface Text {
  readonly where: string;
  readonly patterns: readonly string[];
  readonly longest: number | undefined;
  readonly schema: Schema;
}

/** What the kit lets through of a text in a body, and the longest address. */
const longestOfKit = 10_000;

const children = (schema: Schema): [string, Schema][] => [
  ...Object.entries(schema.properties ?? {}),
  ...(schema.items ? [['[]', schema.items] as [string, Schema]] : []),
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map((each): [string, Schema] => ['', each]),
  ...(schema.allOf ?? []).filter((each) => each.properties).map((each): [string, Schema] => ['', each]),
  ...(typeof schema.additionalProperties === 'object' ? [['*', schema.additionalProperties] as [string, Schema]] : []),
];

const patternsOf = ({ pattern, allOf = [] }: Schema): string[] => [...(pattern ? [pattern] : []), ...allOf.flatMap(patternsOf)];

const textsOf = (schema: Schema, where: string): Text[] => [
  ...(schema.type === 'string' ? [{ where, patterns: patternsOf(schema), longest: schema.maxLength, schema }] : []),
  ...children(schema).flatMap(([key, inner]) => textsOf(inner, key === '' ? where : `${where}/${key}`)),
];

const texts: readonly Text[] = services.flatMap(({ module }) =>
  (partsOf(module).controllers ?? []).flatMap((controller) =>
    contractsOf(controller).flatMap((contract) =>
      (
        [
          ['path', contract.params],
          ['query', contract.query],
          ['body', contract.body],
        ] as const
      ).flatMap(([place, schema]) => (schema ? textsOf(schemaOf(schema, 'input') as Schema, `${nameOf(contract)} ${place}`) : [])),
    ),
  ),
);

const pieces = [
  'a',
  'A',
  '0',
  '-',
  '.',
  '_',
  ' ',
  '@',
  '/',
  '+',
  ':',
  '=',
  "'",
  'é',
  'aa-',
  'a.',
  'a@',
  'a@a.',
  '0-',
  '2026-01-',
  'en-',
  'a-b',
  '0.',
  '\n',
];
const starts = ['', 'a', 'en-', 'a@', 'a@b.', '2026-01-01T', '+1', 'https://', '0197a5c0-'];

/** Texts that make a pattern try again and again: long runs of what it takes, and then what it does not. */
const attacks = (longest: number): string[] =>
  starts.flatMap((start) =>
    pieces.flatMap((piece) => ['!', '\u0000'].map((end) => `${start}${piece.repeat(longest)}`.slice(0, longest - 1) + end)),
  );

/** Milliseconds that a pattern needs for the worst of the texts, the best of three tries; what takes a second is ended: it may never end. */
const slowest = (pattern: string, longest: number): number => {
  const program = `
    const once = (text) => { const before = now(); pattern.test(text); return now() - before; };
    Math.max(...texts.map((text) => Math.min(once(text), once(text), once(text))));`;
  try {
    return runInNewContext(
      program,
      { texts: attacks(longest), pattern: new RegExp(pattern, 'u'), now: () => performance.now() },
      { timeout: 1000 },
    );
  } catch {
    return Number.POSITIVE_INFINITY;
  }
};

const mostMs = 50;

test('a pattern that tries again and again is found', () => {
  expect(slowest('^([a-z]+)+$', 60)).toBe(Number.POSITIVE_INFINITY);
  expect(slowest('^[a-z]+$', 10_000)).toBeLessThan(mostMs);
});

test('no pattern of a contract takes long, whatever it is given', () => {
  const patterns = new Map(
    texts.flatMap(({ patterns: all, longest, where }) => all.map((pattern) => [`${pattern} ${longest}`, { pattern, longest, where }])),
  );
  const slow = [...patterns.values()].filter(({ pattern, longest = longestOfKit }) => slowest(pattern, longest) > mostMs);
  expect(slow).toEqual([]);
  expect(patterns.size).toBeGreaterThan(10);
});

/** Whether no pattern that it fits goes on for ever: all of it is counted, from its beginning to its end. */
const ends = (pattern: string): boolean =>
  /^\^.*\$$/.test(pattern) && !/[*+]|\{\d+,\}/.test(pattern.replace(/\\.|\[(?:\\.|[^\]])*\]/g, 'x'));

const isBounded = ({ patterns, longest, schema: { enum: choice, const: only } }: Text): boolean =>
  longest !== undefined || choice !== undefined || only !== undefined || patterns.some(ends);

/** What a client of OAuth sends besides what is known is not looked at. */
const unbounded = ['POST /auth/token body'];

test('every text of a contract has an end', () => {
  const endless = texts.filter((text) => !isBounded(text) && !unbounded.some((start) => text.where.startsWith(start)));
  expect([...new Set(endless.map(({ where }) => where))]).toEqual([]);
});
