import * as fc from 'fast-check';
import type { Registry, Source } from '#model';
import { at } from './words';

/** What goes wrong when people write definitions, and worse: a value, a name or a whole file is not what it should be. */

const cyclic = (): object => {
  const round: Record<string, unknown> = { purpose: 'Goes round.' };
  round.self = round;
  return round;
};

/** What no definition should hold, made anew for each case. */
const strange: readonly (() => unknown)[] = [
  ...[undefined, null, true, false, 0, -0, -1, 0.5, 1, 65_536, 1e21, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53].map(
    (value) => () => value,
  ),
  ...['', ' ', '\n', '\0', '.', '..', '../../etc/passwd', '/', '-', 'A', 'ä', '💥', '\ud800', '\u202e', 'undefined', 'NaN'].map(
    (value) => () => value,
  ),
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as the CDK prints a value that is not there yet
  ...['__proto__', 'constructor', 'toString', '${Token[TOKEN.1]}', '{{ .Values }}', '0', '1e3', 'a.b', 'a_b', '*', '0.0.0.0/0'].map(
    (value) => () => value,
  ),
  () => 'a'.repeat(64),
  () => 'x'.repeat(100_000),
  () => 'a: b\n- c\n',
  () => [],
  () => [[]],
  () => [null],
  () => Array.from({ length: 1000 }, (_, index) => `n${index}`),
  () => ({}),
  () => ({ extra: 1 }),
  () => Object.create(null),
  () => new Date(0),
  () => new Map([['a', 1]]),
  () => 10n,
  () => Symbol('strange'),
  () => () => undefined,
  cyclic,
];

const change = fc.record({
  /** The file, and the way from its definition to a value in it. */
  kind: fc.constantFrom<(keyof Registry)[]>(
    'services',
    'services',
    'services',
    'environments',
    'components',
    'topics',
    'teams',
    'organisation',
    'releases',
    'policies',
  ) as unknown as fc.Arbitrary<keyof Registry>,
  file: fc.nat(99),
  way: fc.array(fc.nat(99), { maxLength: 5 }),
  does: fc.constantFrom('replaces', 'removes', 'adds', 'copies', 'renames', 'forgets', 'duplicates', 'breaks'),
  value: fc.nat(strange.length - 1),
  name: fc.constantFrom('', 'Ä', 'a b', 'x'.repeat(70), '..', 'kitchen\n', '1abc', 'a_b', 'A', 'a.b', '-a', 'apps', 'default'),
});
export type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;

/** One or two changes. */
export const changes: fc.Arbitrary<Change[]> = fc.array(change, { minLength: 1, maxLength: 2 });

type Holder = Record<string, unknown>;

/** Whether it may be changed: a copy of what a person wrote, not what definitions share. */
const isOwn = (value: unknown): value is Holder =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype && !('safeParse' in value));

/** A copy that can be changed; functions, schemas and event types stay what they are, since definitions share them. */
const copy = (value: unknown, known = new Map<unknown, unknown>()): unknown => {
  if (Array.isArray(value)) return value.map((each) => copy(each, known));
  if (!isOwn(value)) return value;
  if (known.has(value)) return known.get(value);
  const made: Holder = {};
  known.set(value, made);
  for (const [name, each] of Object.entries(value)) made[name] = name === 'schema' ? each : copy(each, known);
  return made;
};

/** Changes one value somewhere below a definition. */
const changeValue = (root: Holder, { way, does, value }: Change): void => {
  let holder: Holder = root;
  for (const [depth, step] of way.entries()) {
    const inner = at(Object.keys(holder), step);
    const next = inner === undefined ? undefined : holder[inner];
    if (depth === way.length - 1 || inner === 'schema' || !isOwn(next) || Object.keys(next).length === 0) break;
    holder = next;
  }
  const key = at(Object.keys(holder), way.at(-1) ?? 0) ?? 'default';
  const other = strange[value]?.();
  if (does === 'removes') delete holder[key];
  else if (does === 'adds')
    Array.isArray(holder) ? holder.push(other) : Object.defineProperty(holder, String(key) + value, { value: other, enumerable: true });
  else if (does === 'copies') holder[key] = at(Object.values(root), value);
  else holder[key] = other;
};

const renamed = (file: string, name: string): string => {
  const parts = file.split('/');
  const index = file.endsWith('/service.ts') ? parts.length - (name.length % 2 ? 2 : 3) : parts.length - 1;
  const ending = index === parts.length - 1 ? (/\.\w+$/.exec(file)?.[0] ?? '') : '';
  return parts.map((part, at) => (at === index ? name + ending : part)).join('/');
};

const changeSources = (sources: readonly Source[], change: Change): Source[] => {
  const victim = at(sources, change.file);
  if (victim === undefined) return [...sources];
  switch (change.does) {
    case 'forgets':
      return sources.filter((source) => source !== victim);
    case 'duplicates':
      // A folder holds a file of a name once; the same name may be in another folder.
      return [...sources, { ...victim, file: victim.file.replace(/^(services|components)\/[^/]+/, '$1/again') }].slice(
        0,
        /^(services|components)\//.test(victim.file) ? undefined : -1,
      );
    case 'renames':
      return sources.map((source) => (source === victim ? { ...source, file: renamed(source.file, change.name) } : source));
    case 'breaks':
      return sources.map((source) => (source === victim ? { ...source, exports: { default: strange[change.value]?.() } } : source));
    default: {
      const exports = copy({ ...victim.exports }) as Holder;
      const root = typeof exports.default === 'object' && exports.default !== null ? (exports.default as Holder) : exports;
      changeValue(root, change);
      return sources.map((source) => (source === victim ? { ...source, exports } : source));
    }
  }
};

/** The definitions with something wrong in them, or not: what was changed may not matter. */
export const corrupted = (registry: Registry, all: readonly Change[]): Registry => {
  let changed = registry;
  for (const change of all) changed = { ...changed, [change.kind]: changeSources(changed[change.kind], change) };
  return changed;
};
