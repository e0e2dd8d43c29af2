import type { Schema } from '../../kit/example';
import { schemaOf } from '../../kit/http/media';
import type { AnyRoute } from '../../kit/http/route';
import { bodyOf, type Known, nameOf, propertiesOf, type Request, requestFor } from '../requests/testing';

/** Texts that mean something to somebody on their way: SQL, patterns, searches, templates, headers, paths, prototypes, terminals. */
export const texts: readonly string[] = [
  ...["' OR '1'='1", "'; DROP TABLE orders; --", '" OR ""="', "1' AND pg_sleep(6)--", '$1', "\\' OR 1=1 --", 'E\\x27', '$$;SELECT 1;$$'],
  ...['%', '_%_%_%', '%%%%%%%%%%%%%%', '\\', '| !(:* ; drop table', "a & ! | <-> 'b':*ABC", "':*", '((((((((', '[[:alpha:]]{1,99}'],
  ...['{{constructor.constructor("return 1")()}}', `\${7*7}`, '<%= 7*7 %>', '#{7*7}', '<script>alert(1)</script>', '{{{{{{'],
  ...[
    'a\r\nBcc: b@example.com',
    'a\nb',
    'a\tb',
    '../../../../etc/passwd',
    '..\\..\\windows',
    'file:///etc/passwd',
    'http://169.254.169.254/',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'NaN',
    'Infinity',
    '-0',
    '0x10',
    '1e400',
    '9'.repeat(400),
  ],
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\u0007',
    '\u007f',
    '\ud800',
    '\udc00a',
    '\u202etxt.exe',
    '\ufeff',
    '\u200b',
    'é',
    'e\u0301',
    '\u{1f4a9}',
    '\uffff',
  ],
  ...[
    'a'.repeat(255),
    'a'.repeat(10_000),
    'a'.repeat(10_001),
    '\u{1f600}'.repeat(3000),
    ' '.repeat(5000),
    'a-'.repeat(2500),
    "'".repeat(2000),
  ],
  ...[
    '2026-02-30',
    '0000-00-00T00:00:00Z',
    '2026-13-01T25:61:61.000Z',
    '+999999-01-01T00:00:00.000Z',
    '00000000-0000-0000-0000-000000000000',
  ],
];

const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** JSON in place of a text. */
export const values: readonly string[] = [
  ...['null', 'true', '0', '-0', '1e400', '-1e400', '1e-400', '123456789012345678901234567890', '[]', '{}', '["a"]', '[null]', '[[["a"]]]'],
  ...['{"$ne":null}', '{"__proto__":{"admin":true}}', '{"constructor":{"prototype":{"admin":true}}}', '{"toString":1}', '{"length":-1}'],
  ...[
    deep(10),
    deep(31),
    deep(40),
    `{"a":${'{"a":'.repeat(40)}1${'}'.repeat(40)}}`,
    `[${Array(2000).fill(0).join()}]`,
    '"\\ud800"',
    '"\\u0000"',
  ],
];

/** Numbers between 0 and 1, the same ones each time. */
export const randomOf = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** So many of a list, chosen at random and none twice. */
export const someOf = <Item>(items: readonly Item[], count: number, random: () => number): Item[] => {
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(Math.floor(random() * left.length), 1)[0] as Item);
};

type Path = readonly (string | number)[];

/** Where a value holds texts. */
export const textsIn = (value: unknown, path: Path = []): Path[] => {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]));
};

/** Where a value holds objects whose keys its schema lists, itself among them. */
export const objectsIn = (schema: Schema, value: unknown, path: Path = []): Path[] => {
  if (Array.isArray(value)) return schema.items ? value.flatMap((each, at) => objectsIn(schema.items ?? {}, each, [...path, at])) : [];
  if (typeof value !== 'object' || value === null || schema.properties === undefined) return [];
  const inner = Object.entries(value).flatMap(([key, each]) => objectsIn(schema.properties?.[key] ?? {}, each, [...path, key]));
  return [path, ...inner];
};

/** A copy with another value at a place. */
export const withAt = (value: unknown, [step, ...rest]: Path, change: (before: unknown) => unknown): unknown => {
  if (step === undefined) return change(value);
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  (copy as Record<string, unknown>)[step] = withAt((copy as Record<string, unknown>)[step], rest, change);
  return copy;
};

/** Stands for JSON that cannot be made from a value. */
const place = '@@here@@';

/** UTF-8 as it stands in an address, also of half a pair of surrogates. */
const escaped = (text: string): string => {
  try {
    return encodeURIComponent(text).replace(/\./g, '%2E');
  } catch {
    return '%ED%A0%80';
  }
};

/** One field of a route that takes texts, and the requests that it gets. */
export interface Field {
  readonly where: string;
  requestsWith(text: string): Request[];
  /** The same with JSON of another kind, where there is any. */
  requestsWithValue?(json: string): Request[];
}

const fieldsOfBody = (contract: AnyRoute, known: Known): Field[] => {
  const body = bodyOf(contract);
  const textual = textsIn(body).filter(() => typeof body === 'object');
  return textual.map((path) => {
    const request = requestFor(contract, known);
    const marked = JSON.stringify(withAt(body, path, () => place));
    const write = (json: string): Request[] => [
      { ...request, body: marked.replace(`"${place}"`, () => json), headers: requestFor(contract, known).headers },
    ];
    return {
      where: `${nameOf(contract)} body /${path.join('/')}`,
      requestsWith: (text) => write(JSON.stringify(text)),
      requestsWithValue: write,
    };
  });
};

const fieldsOfQuery = (contract: AnyRoute, known: Known): Field[] =>
  Object.keys(propertiesOf(contract.query)).map((name) => ({
    where: `${nameOf(contract)} query ${name}`,
    requestsWith: (text) => {
      const request = requestFor(contract, known);
      const [path = '', rest = ''] = request.path.split('?');
      const others = rest.split('&').filter((each) => each !== '' && !each.startsWith(`${name}=`));
      const ask = (...given: string[]): Request => ({ ...request, path: `${path}?${[...others, ...given].join('&')}` });
      return [ask(`${name}=${escaped(text)}`), ask(`${name}=${escaped(text)}`, `${name}=a`), ask(`${name}[a]=${escaped(text)}`)].slice(
        0,
        2,
      );
    },
  }));

const fieldsOfPath = (contract: AnyRoute, known: Known): Field[] =>
  Object.keys(propertiesOf(contract.params)).map((name) => ({
    where: `${nameOf(contract)} path ${name}`,
    requestsWith: (text) => {
      const request = requestFor(contract, { ...known, [name]: place });
      return [{ ...request, path: request.path.replace(encodeURIComponent(place), () => escaped(text)) }];
    },
  }));

/** Every place of a route that takes a text. */
export const fieldsOf = (contract: AnyRoute, known: Known): Field[] => [
  ...fieldsOfBody(contract, known),
  ...fieldsOfQuery(contract, known),
  ...fieldsOfPath(contract, known),
];

/** Places where the body of a route lists its keys. */
export const strictPlacesOf = (contract: AnyRoute): Path[] =>
  contract.body ? objectsIn(schemaOf(contract.body, 'input') as Schema, bodyOf(contract)) : [];

/** The schema at a place of a body. */
const schemaAt = (schema: Schema, [step, ...rest]: Path): Schema => {
  if (step === undefined) return schema;
  return schemaAt((typeof step === 'number' || /^\d+$/.test(step) ? schema.items : schema.properties?.[step]) ?? {}, rest);
};

/** Keys that the object at a place may have. */
export const keysAt = (contract: AnyRoute, place: Path): readonly string[] =>
  contract.body ? Object.keys(schemaAt(schemaOf(contract.body, 'input') as Schema, place).properties ?? {}) : [];
