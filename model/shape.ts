import * as z from 'zod';
import { didYouMean, inOneLine, type Mistake } from './mistake';
import { isBroken } from './registry';

type Path = readonly PropertyKey[];

/**
 * Whether a value has the shape of its schema, and every way in which it has not, in the words of the model. A value may be unfit without
 * a mistake: where something in it comes from a file that cannot be read.
 */
export const shapeOf = (file: string, schema: z.ZodType, value: unknown): { fit: boolean; mistakes: Mistake[] } => {
  const result = schema.safeParse(value);
  if (result.success) return { fit: true, mistakes: [] };
  const all = result.error.issues.flatMap((issue) => mistakesOf(issue, file, schema, value));
  // A number beyond all bounds breaks two bounds, and is one mistake.
  const mistakes = all.filter((mistake, index) => all.findIndex((other) => inOneLine(other) === inOneLine(mistake)) === index);
  return { fit: false, mistakes };
};

const mistakesOf = (issue: z.core.$ZodIssue, file: string, schema: z.ZodType, root: unknown): Mistake[] => {
  const field = dotted(issue.path);
  const value = at(root, issue.path);
  // What a file that cannot be read would have said is not known; the file itself is reported.
  if (isBroken(value)) return [];
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(schema, issue.path);
    return issue.keys.map((key) => ({
      file,
      rule: 'unknown-field',
      fact: `${dotted([...issue.path, key])} is not a field`,
      fix: didYouMean(key, known, known.length ? `known are ${known.join(', ')}` : 'remove it'),
    }));
  }
  if (value === undefined && issue.code !== 'custom') {
    return [{ file, rule: 'missing-field', fact: `${field} is missing`, fix: `add it${expected(issue)}` }];
  }
  if (issue.code === 'invalid_key')
    return [{ file, rule: 'bad-name', fact: `'${field}' is not a name`, fix: issue.issues[0]?.message ?? 'rename it' }];
  const rule = (issue.code === 'custom' && (issue.params?.rule as string | undefined)) || rules[issue.code] || 'wrong-value';
  return [{ file, rule, fact: `${field || 'the definition'} is ${shown(value)}`, fix: fixOf(issue) }];
};

const rules: Partial<Record<z.core.$ZodIssue['code'], string>> = {
  invalid_type: 'wrong-type',
  invalid_value: 'unknown-value',
  too_small: 'out-of-range',
  too_big: 'out-of-range',
};

const expected = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_value') return `: ${issue.values.map((each) => `'${String(each)}'`).join(' or ')}`;
  return issue.code === 'invalid_type' ? `, ${article(issue.expected)}` : '';
};

const fixOf = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_value') return `write ${issue.values.map((each) => `'${String(each)}'`).join(' or ')}`;
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) return `write ${article(issue.expected)}`;
  return issue.message;
};

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

const dotted = (path: Path): string =>
  path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    '',
  );

const at = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], root);

/** A value in a message; of a large one its beginning. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return `'${value.replaceAll('\n', '\\n')}'`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.keys(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return `an object with ${fields.slice(0, 4).join(', ') || 'no fields'}${fields.length > 4 ? ', …' : ''}`;
};

/** The names of the fields that the schema knows at a path. */
const fieldsAt = (schema: z.ZodType, path: Path): string[] => {
  const inner = path.reduce<unknown>((each, part) => step(unwrapped(each), part), schema);
  const object = unwrapped(inner);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
};

const unwrapped = (schema: unknown): unknown => (schema instanceof z.ZodOptional ? unwrapped(schema.unwrap()) : schema);

const step = (schema: unknown, part: PropertyKey): unknown => {
  if (schema instanceof z.ZodObject) return schema.shape[part as string];
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
};
