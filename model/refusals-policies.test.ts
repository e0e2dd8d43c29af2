import { definition, type Fields, mistakesIn, sampleWith, waiter, withBroken } from './testing';

/** What the loader says of admission policies and of exemptions from them. */

const file = 'policies/no-cats.ts';
const noCats: Fields = {
  purpose: 'No cats.',
  why: 'They sleep on the menu.',
  message: 'there is a cat; let it out',
  match: 'workloads',
  validations: ['true'],
  modes: { frugal: 'deny' },
  elsewhere: {},
  cases: () => ({ accepted: [], denied: [] }),
};
const more = (fields: Fields = {}) => ({ policies: [definition(file, { ...noCats, ...fields })] });
const exempted = (...exemptions: Fields[]) => ({ [waiter]: { exemptions } });
const exemption = { policy: 'no-cats', reason: 'The cat of the house was there first.', until: '2999-12-31' };

test('a policy and an exemption from it are accepted', () => expect(mistakesIn(sampleWith(exempted(exemption), more()))).toEqual([]));

test.each([
  [
    { message: 'there is a cat.' },
    "bad-message: message is 'there is a cat.'; write what is the case and what to do: 'a container is privileged; set privileged to false'",
  ],
  [{ validations: [] }, 'out-of-range: validations is a list of 0; write at least one expression'],
  [{ match: 'everything' }, "wrong-value: match is 'everything'; write 'workloads', or kinds by API version"],
  [{ modes: { middling: 'deny' } }, 'unknown-field: modes.middling is not a field; known are frugal, small, full'],
  [{ cases: [] }, 'wrong-type: cases is a list of 0; write a function: (example) => ({ accepted: [example.workload()], denied: […] })'],
])('%j', (fields, mistake) => expect(mistakesIn(sampleWith({}, more(fields)))).toEqual([`${file}: ${mistake}`]));

test.each([
  [[{ ...exemption, policy: 'no-cat' }], "unknown-policy: is exempted from 'no-cat', which is not a policy; did you mean 'no-cats'?"],
  [[exemption, exemption], "listed-twice: is exempted from 'no-cats' twice; keep one of the exemptions"],
  [
    [{ ...exemption, reason: 'Cats.' }],
    "waiver-without-reason: exemptions[0].reason is 'Cats.'; say in a sentence why the rule is broken and what is done instead",
  ],
  [[{ ...exemption, until: '2999-02-30' }], "bad-unit: exemptions[0].until is '2999-02-30'; write a day of the calendar like '2026-11-30'"],
])('%j', (exemptions, mistake) => expect(mistakesIn(sampleWith(exempted(...exemptions), more()))).toEqual([`${waiter}: ${mistake}`]));

test('two policies of one name, and one whose name Kubernetes would refuse', () => {
  const two = {
    policies: [definition(file, noCats), definition('elsewhere/policies/no-cats.ts', noCats), definition('policies/No_Dogs.ts', noCats)],
  };
  expect(mistakesIn(sampleWith({}, two))).toEqual([
    "elsewhere/policies/no-cats.ts: name-taken: 'no-cats' is also the policy of policies/no-cats.ts; rename the file",
    "policies/No_Dogs.ts: bad-name: 'No_Dogs' is not a DNS label that begins with a letter; rename the file",
  ]);
});

test('an exemption from a policy that cannot be read is no mistake', () =>
  expect(mistakesIn(withBroken(file, sampleWith(exempted(exemption), more())))).toEqual([]));
