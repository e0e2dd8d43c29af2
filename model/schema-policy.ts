import * as z from 'zod';
import { sentence, text } from './schema-parts';

const expression = text('bad-expression', (value) => value.trim().length > 0, 'write a CEL expression');
const mode = z.enum(['audit', 'deny']).optional();
const ids = z.array(z.string()).optional();
const aFunction = (like: string) =>
  z.custom((value) => typeof value === 'function', { error: `write a function: ${like}`, params: { rule: 'wrong-type' } });

/** The shape of an admission policy at run time. */
export const policy = z.strictObject({
  purpose: sentence,
  why: sentence,
  message: text(
    'bad-message',
    (value) => /^\S[^;]*; \S.*[^.\s]$/.test(value),
    "write what is the case and what to do: 'a container is privileged; set privileged to false'",
  ),
  match: z.union([z.literal('workloads'), z.record(z.string(), z.array(z.string()))], {
    error: "write 'workloads', or kinds by API version",
  }),
  namespaces: z.array(z.string()).min(1, 'name at least one, or leave it out for those of services').optional(),
  given: aFunction('(facts) => …').optional(),
  variables: z.record(z.string().regex(/^[a-z]\w*$/i), expression).optional(),
  validations: z.array(expression).min(1, 'write at least one expression'),
  modes: z.strictObject({ frugal: mode, small: mode, full: mode }),
  rules: ids,
  elsewhere: z.strictObject({ kyverno: ids, gatekeeper: ids, pss: ids }),
  cases: aFunction('(example) => ({ accepted: [example.workload()], denied: […] })'),
});
