import { readdirSync } from 'node:fs';
import { templatesOf } from '#cdk';
import { restaurant as platform } from '../../cdk/testing';
import type { MutableTemplate } from '../contract/contract';
import { stackFindings, stackRules } from '.';
import { ofFoundation, ofStacks } from './mutations/foundation';
import { ofRecovery } from './mutations/recovery';
import { untaggable } from './reading/untaggable';

const templates = templatesOf(platform);

// biome-ignore lint/suspicious/noExplicitAny: templates to be broken
type Fields = Record<string, any>;

/** A copy that can be changed: of all stacks, or of one, with the others as they are. */
const draftOf = (stack?: string): MutableTemplate[] =>
  templates.map((each) => (stack === undefined || each.stack === stack ? structuredClone(each) : each)) as unknown as MutableTemplate[];

const findingsIn = (draft: readonly MutableTemplate[]) => stackFindings(platform, draft);

const brokenBy = (draft: readonly MutableTemplate[]): string[] => [...new Set(findingsIn(draft).map(({ rule }) => rule))];

/** Puts a value into one place; nothing removes what is there. */
const change = (draft: readonly MutableTemplate[], place: string, value: unknown): void => {
  const [name, id = '', rest] = place.split(' ');
  const path = [id, ...(rest?.split('/') ?? [])];
  const last = path.pop() ?? '';
  const resources = draft.find(({ stack }) => stack === name)?.resources as Fields;
  const holder = path.reduce((fields: Fields, key) => fields[key], resources);
  expect(holder).toBeDefined();
  if (value === undefined) delete holder[last];
  else holder[last] = value;
};

test('no rule is broken by the sample', () => expect(findingsIn(draftOf())).toEqual([]));

test('each rule is in the file of its id', () => {
  const others = ['index', 'mutations', 'reading', 'rule', 'stacks.test'];
  const files = readdirSync(__dirname).map((file) => file.replace(/\.ts$/, ''));
  expect(files.filter((file) => !others.includes(file)).sort()).toEqual(Object.keys(stackRules).sort());
});

describe.each(Object.entries(stackRules))('%s', (id, rule) => {
  let findings: ReturnType<typeof findingsIn> = [];
  beforeAll(() => {
    const draft = draftOf();
    rule.mutation(draft);
    findings = findingsIn(draft);
  });

  test('is tripped by its mutation, and no other rule is', () => expect([...new Set(findings.map((each) => each.rule))]).toEqual([id]));

  test('says in one sentence what goes wrong, and in each finding what to do', () => {
    expect(rule.why).toMatch(/^[A-Z].*\.$/);
    for (const { file, fact, fix } of findings) {
      expect({ file, fact, fix }).toEqual({
        file: expect.stringMatching(/^cdk\/[a-z]+-stack\.ts$/),
        fact: expect.not.stringMatching(/\.$/),
        fix: expect.stringMatching(/^[a-z'].*[^.]$/),
      });
    }
  });
});

test.each([...ofRecovery, ...ofFoundation])('%s: %j breaks %s', (place, value, rule) => {
  const draft = draftOf(place.split(' ')[0]);
  change(draft, place, value);
  expect(brokenBy(draft)).toEqual([rule]);
});

test.each(ofStacks)('%s: %j breaks %s', (name, changed, rule) => {
  const draft = draftOf(name);
  const stack = draft.find((each) => each.stack === name);
  expect(stack).toBeDefined();
  Object.assign(stack as MutableTemplate, changed);
  expect(brokenBy(draft)).toEqual([rule]);
});

test('each type without tags is made by a stack', () => {
  const types = new Set(templates.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type)));
  expect(untaggable.filter((type) => !types.has(type))).toEqual([]);
});

test('an environment that promises nothing may be small', () => {
  const draft = draftOf();
  const open = draft.find(({ stack }) => stack === 'open/ap-south-1-data')?.resources as Fields;
  expect(open.cluster.Properties).toMatchObject({ BackupRetentionPeriod: 7, DeletionProtection: false });
  expect(open.global).toBeUndefined();
});

test('a finding names the stack, both values and what to do', () => {
  const draft = draftOf();
  stackRules['pitr-window-too-short']?.mutation(draft);
  expect(findingsIn(draft).map(({ file, rule, fact, fix }) => `${file}: ${rule}: ${fact}; ${fix}`)).toEqual([
    "cdk/data-stack.ts: pitr-window-too-short: terrace/ap-south-1-data cluster: RDS::DBCluster 'terrace-ap-south-1' can be restored to any second of the last 7 days, not 35; set BackupRetentionPeriod to 35 (cdk/provision.ts)",
  ]);
});
