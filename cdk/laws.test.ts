import { Socket } from 'node:net';
import { laws } from './laws';
import { privilegesBeyondNeed } from './least-privilege';
import { access } from './mutations/access';
import type { Mutation } from './mutations/mutation';
import { network } from './mutations/network';
import { search } from './mutations/search';
import { stores } from './mutations/stores';
import { texts } from './mutations/texts';
import { type StackTemplate, templatesOf } from './templates';
import { restaurant as platform } from './testing';

const stacks = templatesOf(platform);

test.each(Object.entries(laws))('every stack %s', (_, law) => expect(law({ platform, stacks })).toEqual([]));

test('every role may do what it needs, and no more', async () => expect(await privilegesBeyondNeed(stacks)).toEqual([]));

test('templates are the same at any time, with no network and no variable of the environment', () => {
  jest.replaceProperty(process, 'env', {});
  jest.spyOn(Date, 'now').mockReturnValue(0);
  jest.spyOn(Socket.prototype, 'connect').mockImplementation(() => {
    throw new Error('a template needs the network');
  });
  expect(templatesOf(platform)).toEqual(stacks);
  jest.restoreAllMocks();
});

// biome-ignore lint/suspicious/noExplicitAny: templates to be broken
type Fields = Record<string, any>;

const mutations: Readonly<Record<keyof typeof laws, readonly Mutation[]>> = {
  ...stores,
  ...search,
  ...network,
  ...access,
  ...texts,
};

/** The templates with another value in one place. */
const withValue = (place: string, value: unknown): StackTemplate[] => {
  const draft = structuredClone(stacks);
  const [name, id = '', rest] = place.split(' ');
  const path = [id, ...(rest?.split('/') ?? [])];
  const last = path.pop() ?? '';
  const stack = draft.find((each) => each.stack === name) as StackTemplate;
  const holder = path.reduce((fields: Fields, key) => fields[key], stack.resources);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return draft;
};

describe.each(Object.entries(mutations))('broken: every stack %s', (name, rows) => {
  test.each(rows)('%s: %j', (place, value, finding) => {
    const [stack, id] = place.split(' ');
    const at = finding.includes(': ') ? `${stack} ` : `${stack} ${id}: `;
    expect(laws[name as keyof typeof laws]({ platform, stacks: withValue(place, value) })).toContain(at + finding);
  });
});
