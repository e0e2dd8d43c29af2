import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod';
import { type KitSettings, kitSettings, unsafeKitSettings } from './kit-settings';

export type { KitSettings } from './kit-settings';

/** Names and values as a container gives them. `<NAME>_FILE` names a file that holds the value. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Settings that are wrong or missing: all of them, one line each. The process ends with code 78. */
export class WrongSettings extends Error {
  constructor(readonly mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.name = 'WrongSettings';
  }
}

/** Says of values what must not be where `ENVIRONMENT` is 'prod'. */
type Unsafe<Values> = (values: Values) => readonly string[];

/** Settings of a service: a class of typed fields, made from a schema, that Nest injects. */
export interface SettingsClass {
  new (values: object): object;
  readonly schema: z.ZodObject;
  /** What of the values must not be where `ENVIRONMENT` is 'prod'. */
  unsafeInProd?(values: object): readonly string[];
}

interface SettingsOptions<Values> {
  /**
   * What of these values must not be where `ENVIRONMENT` is 'prod': the process then refuses to start. Each is a fact and what to do:
   * `"MFA_REQUIRED is 'false'; remove it"`. Asked only when every value fits its schema.
   * @default - every value that fits is fine everywhere
   */
  readonly unsafeInProd?: Unsafe<Values>;
}

/**
 * Makes the class of a service's own settings: `class OrderSettings extends settings({ SHIPPING_MINOR: z.coerce.number() }) {}`.
 * Named in the service's module it is checked together with all others before anything starts, and injected by its type.
 */
export const settings = <Shape extends z.ZodRawShape>(
  shape: Shape,
  { unsafeInProd }: SettingsOptions<z.output<z.ZodObject<Shape>>> = {},
) => {
  const schema = z.object(shape);
  abstract class Settings {
    static readonly schema = schema;
    static readonly unsafeInProd = unsafeInProd;
    constructor(values: object) {
      Object.assign(this, values);
    }
  }
  return Settings as unknown as { new (values: object): z.output<typeof schema>; readonly schema: typeof schema };
};

/** Reads settings by the schemas, from variables or the files that they name. Throws `WrongSettings` with every mistake, also for `required`. */
export const readSettings = (
  variables: Variables,
  own: readonly SettingsClass[],
  required: readonly string[] = [],
): { kit: KitSettings; own: readonly object[] } => {
  const mistakes: string[] = required
    .filter((name) => !variables[name] && !variables[`${name}_FILE`])
    .map((name) => describe(name, {}, ''));
  const read = <Schema extends z.ZodObject>(schema: Schema): z.output<Schema> => {
    const given = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, givenFor(variables, name, mistakes)]));
    const values: Record<string, unknown> = {};
    for (const [name, type] of Object.entries(schema.shape)) {
      const { data, error } = parsed(type, given[name]);
      for (const { message } of error?.issues ?? []) mistakes.push(describe(name, given, message));
      values[name] = data;
    }
    return values as z.output<Schema>;
  };
  const readSafe = <Schema extends z.ZodObject>(schema: Schema, unsafe: Unsafe<z.output<Schema>> = () => []): z.output<Schema> => {
    const before = mistakes.length;
    const values = read(schema);
    if (mistakes.length === before && variables.ENVIRONMENT === 'prod')
      mistakes.push(...unsafe(values).map((fact) => `settings: unsafe-setting: ${fact} where ENVIRONMENT is 'prod'`));
    return values;
  };
  const kit = readSafe(kitSettings, unsafeKitSettings);
  const values = own.map(({ schema, unsafeInProd }) => readSafe(schema, unsafeInProd));
  if (mistakes.length > 0) throw new WrongSettings([...new Set(mistakes)]);
  return { kit, own: own.map((Settings, index) => new Settings(values[index] ?? {})) };
};

/** A transformation that throws is a wrong value too. Its own message is not shown: it may hold a piece of the value. */
const parsed = (
  type: z.core.$ZodType,
  value: unknown,
): { data?: unknown; error?: { issues: readonly { message: string }[] } | undefined } => {
  try {
    return z.safeParse(type, value);
  } catch {
    return { error: { issues: [{ message: 'it cannot be read' }] } };
  }
};

const describe = (name: string, given: Readonly<Record<string, string | undefined>>, message: string): string =>
  given[name] === undefined
    ? `settings: missing-setting: ${name} is not set; set ${name}, or ${name}_FILE to a file that holds it`
    : `settings: wrong-setting: ${name} is ${shown(name, given[name])}: ${message.toLowerCase()}; correct it`;

const shown = (name: string, value: string): string => (/PASSWORD|SECRET|KEY|URL|TOKEN/.test(name) ? 'not right' : `'${value}'`);

const givenFor = (variables: Variables, name: string, mistakes: string[]): string | undefined => {
  const file = variables[`${name}_FILE`];
  // An empty variable is one that is not set: what a template left out.
  if (variables[name] || !file) return variables[name] || undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    mistakes.push(
      `settings: unreadable-file: ${name}_FILE names '${file}', which cannot be read (${(error as NodeJS.ErrnoException).code}); mount the secret there`,
    );
    return undefined;
  }
};

/** A secret that is read again when its file changes, so that it can be rotated without a restart. */
export const secret = (variables: Variables, name: string): (() => string) => {
  const file = variables[`${name}_FILE`];
  if (file === undefined) return () => variables[name] ?? '';
  let [value, stamp, looked] = ['', 0, 0];
  return () => {
    const now = Date.now();
    if (now - looked < 1000) return value;
    looked = now;
    // While the file is being replaced the old value still holds.
    const mtimeMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? stamp;
    if (mtimeMs !== stamp) [value, stamp] = [readFileSync(file, 'utf8').trim(), mtimeMs];
    return value;
  };
};
