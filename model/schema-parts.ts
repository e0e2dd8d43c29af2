import * as z from 'zod';
import { isDnsLabel } from './names';
import { unitPatterns } from './units';

/** What the shapes of several definitions are made of. */

export const text = (rule: string, accepts: (value: string) => boolean, fix: string) =>
  z.string().refine((value) => accepts(value), { error: fix, params: { rule } });

export const unit = (name: keyof typeof unitPatterns) => {
  const { pattern, like } = unitPatterns[name];
  return text('bad-unit', (value) => pattern.test(value), `write it like ${like}`);
};

/** Whether a text of the right form is a day of the calendar. */
const isDay = (day: string): boolean => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;

export const label = text(
  'bad-name',
  (name) => name.length <= 63 && isDnsLabel(name),
  'use at most 63 lower-case letters, digits and hyphens',
);
export const labels = z
  .array(label)
  .refine((names) => new Set(names).size === names.length, { error: 'name each once', params: { rule: 'listed-twice' } });
export const sentence = text('bad-purpose', (value) => /^\S.*\.$/.test(value), 'write one sentence that ends with a full stop');
export const integer = (least: number, most: number) =>
  z
    .int(`write a whole number from ${least} to ${most}`)
    .min(least, `write a whole number from ${least} to ${most}`)
    .max(most, `write a whole number from ${least} to ${most}`);
export const hostName = text(
  'bad-host',
  (name) => name.split('.').length > 1 && name.split('.').every(isDnsLabel),
  "write a host name such as 'api.example.org'",
);

const argued = {
  reason: text(
    'waiver-without-reason',
    (value) => value.trim().length >= 20,
    'say in a sentence why the rule is broken and what is done instead',
  ),
  until: text(
    'bad-unit',
    (day) => unitPatterns.day.pattern.test(day) && isDay(day),
    `write a day of the calendar like ${unitPatterns.day.like}`,
  ),
};

export const waivers = z.array(z.strictObject({ rule: z.string(), ...argued }));

export const exemptions = z.array(z.strictObject({ policy: z.string(), ...argued }));
