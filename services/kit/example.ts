/** How much an example holds: only what must be there, everything, or everything at its limits. */
export type Fullness = 'minimal' | 'full' | 'edge';

/** A JSON schema, as far as ours go. */
export interface Schema {
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

/** Values that people recognize, by the name of the field; only where they fit the schema. */
const known: Readonly<Record<string, unknown>> = {
  currency: 'EUR',
  country: 'DE',
  locale: 'en',
  email: 'ada@example.org',
  phone: '+4915112345678',
  sku: 'MUG-1',
  name: 'Ada Lovelace',
  password: 'a long walk by the sea',
  city: 'Bonn',
  postalCode: '53111',
  line1: 'Way 1',
  slug: 'enamel-mug',
  q: 'blue mug',
  otp: '123456',
};

const formats: Readonly<Record<string, string>> = {
  uuid: '0197a5c0-7c00-7000-8000-000000000001',
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  email: 'ada@example.org',
  uri: 'https://example.org/',
};

/** A value that fits a schema, the same one each time. `key` is the name of the field, by which a telling value is chosen. */
export const exampleOf = (schema: Schema, fullness: Fullness, key = ''): unknown => {
  if (schema.examples?.length) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return fullness === 'edge' ? schema.enum.at(-1) : schema.enum[0];
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return exampleOf((fullness === 'edge' ? choice.at(-1) : choice[0]) ?? {}, fullness, key);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((each) => exampleOf(each, fullness, key) as object));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  return (byType[type as string] ?? textOf)(schema, fullness, key);
};

const objectOf = ({ properties = {}, required = [], additionalProperties }: Schema, fullness: Fullness): object => {
  const wanted = Object.entries(properties).filter(([name]) => fullness !== 'minimal' || required.includes(name));
  const named = Object.fromEntries(wanted.map(([name, schema]) => [name, exampleOf(schema, fullness, name)]));
  const free = typeof additionalProperties === 'object' && fullness === 'full' && wanted.length === 0;
  return free ? { colour: exampleOf(additionalProperties as Schema, fullness, 'colour') } : named;
};

const numberOf = ({ type, minimum, exclusiveMinimum, maximum }: Schema, fullness: Fullness): number => {
  const least = minimum ?? (exclusiveMinimum === undefined ? 0 : type === 'integer' ? exclusiveMinimum + 1 : exclusiveMinimum + 0.01);
  if (fullness === 'minimal') return Math.max(least, -1_000_000);
  const most = Math.min(maximum ?? 1_000_000, 1_000_000);
  return fullness === 'edge' ? most : Math.min(Math.max(least, 2), most);
};

const textOf = ({ format, pattern, minLength = 0, maxLength }: Schema, fullness: Fullness, key: string): string => {
  if (format && formats[format]) return formats[format];
  const candidates = [
    known[key],
    'text',
    'A',
    'a',
    'a'.repeat(Math.max(minLength, 1)),
    'AA',
    'EUR',
    'DE',
    '53111',
    'tok_ok',
    'abcdef01'.repeat(8),
  ];
  const fits = (text: unknown): text is string =>
    typeof text === 'string' &&
    text.length >= minLength &&
    text.length <= (maxLength ?? Number.POSITIVE_INFINITY) &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text));
  // A text of one length only is a code.
  const edge =
    fullness === 'edge' && pattern === undefined && minLength !== maxLength ? 'ß'.repeat(Math.min(maxLength ?? 40, 40)) : undefined;
  return [edge, ...candidates].find(fits) ?? '';
};

const listOf = ({ items, minItems }: Schema, fullness: Fullness, key: string): readonly unknown[] =>
  items === undefined || (fullness === 'minimal' && !minItems) ? [] : [exampleOf(items, fullness, key)];

const byType: Readonly<Record<string, (schema: Schema, fullness: Fullness, key: string) => unknown>> = {
  object: objectOf,
  array: listOf,
  integer: numberOf,
  number: numberOf,
  boolean: (_, fullness) => fullness !== 'minimal',
  null: () => null,
};
