import { z } from 'zod';
import type { Finding } from '#checks';
import { sarifOf } from './sarif';

const text = z.strictObject({ text: z.string().min(1) });

/** A list that says nothing twice. */
const list = <Item extends z.ZodType>(item: Item) =>
  z.array(item).refine((items) => new Set(items.map((each) => JSON.stringify(each))).size === items.length);

const rule = z.strictObject({
  ...{ id: z.string().min(1), shortDescription: text, fullDescription: text.optional(), help: text.optional() },
  properties: z.strictObject({ tags: list(z.string()) }).optional(),
});

const location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({ uri: z.string().regex(/^[^\s/][^\s]*$/), uriBaseId: z.string() }),
    region: z.strictObject({ startLine: z.int().min(1) }),
  }),
  logicalLocations: list(z.strictObject({ fullyQualifiedName: z.string(), kind: z.string() })).optional(),
});

const suppression = z.strictObject({
  kind: z.enum(['inSource', 'external']),
  status: z.enum(['accepted', 'underReview', 'rejected']),
  justification: z.string(),
});

const result = z.strictObject({
  ...{ ruleId: z.string(), ruleIndex: z.int().min(0), level: z.enum(['none', 'note', 'warning', 'error']) },
  ...{ message: text, locations: list(location), partialFingerprints: z.record(z.string(), z.string()), suppressions: list(suppression) },
});

/** What the format says of the fields that are written, and that there are no others. */
const schema = z.strictObject({
  ...{ $schema: z.url(), version: z.literal('2.1.0') },
  runs: list(
    z.strictObject({
      tool: z.strictObject({ driver: z.strictObject({ name: z.string().min(1), rules: list(rule) }) }),
      ...{ columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']), results: list(result) },
    }),
  ),
});

const finding = (file: string, about: string, more: Partial<Finding> = {}): Finding => ({
  ...{ file, rule: about, object: 'Deployment kitchen/oven', cluster: 'east', fact: 'Deployment kitchen/oven: is cold', fix: 'heat it' },
  ...{ elsewhere: {}, ...more },
});

const [oven, pans] = ['services/kitchen/oven/service.ts', 'services/kitchen/pot s/service.ts'];
const log = sarifOf({
  rules: {
    'oven-cold': { why: 'Nothing gets done.', elsewhere: { 'kube-linter': ['no-heat'] }, incidents: ['I99'] },
    'never-broken': { why: 'Nothing breaks it.' },
  },
  found: [finding(oven, 'oven-cold'), { file: pans, rule: 'unknown-callee', fact: "calls 'ovne'", fix: "did you mean 'oven'?" }],
  waived: [
    finding(oven, 'oven-cold', { fact: 'Deployment kitchen/oven: is off' }),
    finding(oven, 'refused', { fact: 'Deployment kitchen/oven: is open', exemptedFrom: 'closed-doors' }),
  ],
  waivers: [
    { file: oven, of: 'oven-cold', kind: 'waived', until: '2030-01-31', reason: 'It is summer.' },
    { file: oven, of: 'closed-doors', kind: 'exempted', until: '2030-02-28', reason: 'Bread is inside.' },
    { file: pans, of: 'oven-cold', kind: 'waived', until: '2030-03-31', reason: 'Another file.' },
  ],
});
const [{ tool, results }] = log.runs;

test('has the fields that the format asks for, of the types that it gives them', () => {
  expect(schema.safeParse(log).error?.issues ?? []).toEqual([]);
  expect(schema.safeParse({ ...log, version: '2.0.0' }).success).toBe(false);
  expect(schema.safeParse({ ...log, runs: [{ tool, results: [...results, ...results] }] }).success).toBe(false);
});

test('names every rule that was asked and every one that was broken, with why and what others call it', () => {
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(['never-broken', 'oven-cold', 'refused', 'unknown-callee']);
  expect(tool.driver.rules[1]).toEqual({
    ...{ id: 'oven-cold', shortDescription: { text: 'oven cold' }, fullDescription: { text: 'Nothing gets done.' } },
    ...{ help: { text: 'Nothing gets done. Elsewhere: kube-linter no-heat.' }, properties: { tags: ['I99'] } },
  });
});

test('each result points to its rule, and to its file by a path that is a URI', () => {
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  expect(results.slice(0, 2)).toMatchObject([
    {
      message: { text: 'Deployment kitchen/oven: is cold; heat it' },
      locations: [{ physicalLocation: { artifactLocation: { uri: oven, uriBaseId: '%SRCROOT%' } } }],
      suppressions: [],
    },
    { locations: [{ physicalLocation: { artifactLocation: { uri: 'services/kitchen/pot%20s/service.ts' } } }] },
  ]);
});

test('what is let pass says why and until when, by the waiver of its own file', () => {
  expect(results.slice(2).map(({ suppressions }) => suppressions)).toEqual([
    [{ kind: 'inSource', status: 'accepted', justification: 'waived until 2030-01-31: It is summer.' }],
    [{ kind: 'inSource', status: 'accepted', justification: 'exempted until 2030-02-28: Bread is inside.' }],
  ]);
});

test('two findings of one rule in one file are told apart', () => {
  const prints = results.map(({ partialFingerprints }) => partialFingerprints.primaryLocationLineHash);
  expect(new Set(prints).size).toBe(results.length);
});
