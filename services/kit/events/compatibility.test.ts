import type { Schema } from '../example';
import { breakingChanges } from './compatibility';

const before: Schema = {
  type: 'object',
  required: ['id', 'lines'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    note: { type: 'string' },
    reason: { type: 'string', enum: ['a', 'b'] },
    lines: { type: 'array', items: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' } } } },
  },
};
const changed = (change: (copy: { properties: Record<string, unknown>; required: string[] }) => void): Schema => {
  const copy = structuredClone(before) as unknown as { properties: Record<string, unknown>; required: string[] };
  change(copy);
  return copy as Schema;
};

test('an optional field more breaks nobody, nor does another wording', () => {
  const more = changed(({ properties }) => Object.assign(properties, { gift: { type: 'boolean' } }));
  expect(breakingChanges(before, { ...more, title: 'other', examples: [{}] })).toEqual([]);
});

test.each<[string, (copy: { properties: Record<string, unknown>; required: string[] }) => unknown, string]>([
  ['a field that goes', ({ properties }) => delete properties.note, "'data.note' is gone"],
  [
    'a required field more',
    (copy) => copy.required.push('gift') && Object.assign(copy.properties, { gift: {} }),
    "'data.gift' is new and required",
  ],
  ['a field that becomes optional', (copy) => copy.required.shift(), "'data.id' is optional now"],
  ['a field that becomes required', (copy) => copy.required.push('note'), "'data.note' is required now"],
  [
    'another type',
    ({ properties }) => Object.assign(properties, { note: { type: 'integer' } }),
    `'data.note' is described otherwise: {"type":"integer"}, and was {"type":"string"}`,
  ],
  [
    'a value more',
    ({ properties }) => Object.assign(properties, { reason: { type: 'string', enum: ['a', 'b', 'c'] } }),
    `'data.reason' is described otherwise: {"enum":["a","b","c"],"type":"string"}, and was {"enum":["a","b"],"type":"string"}`,
  ],
  [
    'a change in a list',
    ({ properties }) => Object.assign(properties, { lines: { type: 'array', items: { type: 'object', properties: {} } } }),
    "'data.lines[].sku' is gone",
  ],
])('%s breaks those who read it', (_, change, message) => expect(breakingChanges(before, changed(change))).toEqual([message]));
