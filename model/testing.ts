import { load } from './load';
import { inOneLine } from './mistake';
import type { Registry, Source } from './registry';
import { sampleFile, sampleRegistry } from './sample';
import type { EventType } from './topic';

/** What the tests of refusals share: the sample with changes, and what the loader says about it. Definitions are untyped, so that they can be wrong. */

export type Fields = Readonly<Record<string, unknown>>;
/** Fields to change, by file. */
export type Changes = Readonly<Record<string, Fields>>;
/** Changed fields of one file, and the one mistake that follows in it. */
export type Row = readonly [fields: Fields, mistake: string];

export const [kitchen, menu, waiter] = ['kitchen', 'menu', 'waiter'].map(sampleFile) as [string, string, string];
export const component = (name: string): string => `components/sample/${name}.ts`;
export const open = 'platform/environments/open.ts';
export const organisation = 'platform/organisation.ts';
export const teams = 'platform/teams.ts';
export const topics = 'platform/topics/kitchen.ts';
export const release = 'releases/open.json';

/** The topic of the sample. */
export const meals = sampleRegistry().topics[0]?.exports.meals as { readonly cooked: EventType; readonly burnt: EventType };

/** Fields over fields: objects are merged, everything else is replaced, and `undefined` leaves a field out. */
const merged = (fields: Fields, changes: Fields): Fields => ({
  ...fields,
  ...Object.fromEntries(Object.entries(changes).map(([name, change]) => [name, mergedValue(fields[name], change)])),
});
const mergedValue = (value: unknown, change: unknown): unknown => (isPlain(value) && isPlain(change) ? merged(value, change) : change);
const isPlain = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A file with one definition. */
export const definition = (file: string, fields: unknown): Source => ({ file, exports: { default: fields } });

const eachKind = (registry: Registry, change: (sources: readonly Source[], kind: keyof Registry) => readonly Source[]): Registry => {
  const kinds = Object.entries(registry) as [keyof Registry, readonly Source[]][];
  return Object.fromEntries(kinds.map(([kind, sources]) => [kind, change(sources, kind)])) as unknown as Registry;
};

/** The sample with other fields in some of its files, and with more files. */
export const sampleWith = (changes: Changes, more: Partial<Registry> = {}): Registry => {
  const change = (source: Source): Source => {
    const fields = changes[source.file];
    return fields ? definition(source.file, merged(source.exports.default as Fields, fields)) : source;
  };
  return eachKind(sampleRegistry(), (sources, kind) => [...sources.map(change), ...(more[kind] ?? [])]);
};

/** The registry with other exports in one file. */
export const withExports = (file: string, exports: Fields, registry: Registry): Registry =>
  eachKind(registry, (sources) => sources.map((source) => (source.file === file ? { file, exports } : source)));

/** The registry in which one file cannot be read. */
export const withBroken = (file: string, registry: Registry): Registry => withExports(file, standIn(), registry);

/** As `tools/launch/bundle.mjs` puts it in the place of a file that cannot be read: whatever is asked of it is again a stand-in. */
export const standIn = (): Record<string, Fields> => Object.create(anything());
const broken = Symbol.for('platform.broken');
const asked = (key: PropertyKey): unknown => {
  if (key === broken) return true;
  if (key === Symbol.iterator) return function* () {};
  return key === Symbol.toPrimitive ? () => 'broken' : anything();
};
const anything = (): object =>
  new Proxy(() => undefined, { get: (_, key) => asked(key), has: (_, key) => key === broken, apply: anything });

/** What the loader says, line by line. */
export const mistakesIn = (registry: Registry): string[] => load(registry).mistakes.map(inOneLine);

/** Each row is a change to the file and the one mistake that follows in it. */
export const refused = (file: string, rows: readonly Row[], more?: Partial<Registry>): void =>
  describe(file, () => {
    test.each(rows.map(([fields, mistake]) => [mistake, fields] as const))('%s', (mistake, fields) => {
      expect(mistakesIn(sampleWith({ [file]: fields }, more))).toEqual([`${file}: ${mistake}`]);
    });
  });

/** Each row is a change to a file after which nothing is wrong. */
export const accepted = (rows: readonly (readonly [file: string, fields: Fields])[]): void =>
  test.each(rows)('the last that is accepted: %s %j', (file, fields) => expect(mistakesIn(sampleWith({ [file]: fields }))).toEqual([]));

/** Each row is a mistyped field of a file, and the field that was meant. */
export const unknownFields = (rows: readonly (readonly [file: string, fields: Fields, wrong: string, meant: string])[]): void =>
  test.each(rows)('a field that nobody knows: %s %j', (file, fields, wrong, meant) => {
    expect(mistakesIn(sampleWith({ [file]: fields }))).toEqual([
      `${file}: unknown-field: ${wrong} is not a field; did you mean '${meant}'?`,
    ]);
  });
