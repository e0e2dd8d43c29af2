import * as fc from 'fast-check';
import { definition, sampleWith, waiter } from '#model/testing';
import { registry } from '#registry';
import { changes, corrupted } from './corrupt';
import { shown } from './describe';
import { objectionsToMutated, objectionsToValid, outcomeOf, renderedOf } from './laws';
import { model } from './model';
import { plainlyWrong } from './oracle';
import { inLines, type Law, tried } from './run';

/** A few of what `npm run fuzz` tries by the thousand; always the same, so that nobody's change fails for what somebody else left. */
test.each<[Law, number]>([
  ['valid', 20],
  ['wrongDefinitions', 30],
  ['wrongObjects', 60],
])('%s: %i random cases hold', (law, cases) => {
  const failure = tried({ law, seed: 20, cases });
  expect(failure && inLines(law, failure)).toBeUndefined();
});

const [some] = fc.sample(model(registry), { seed: 3, numRuns: 1 });
if (some === undefined) throw new Error('no model came of the seed');

describe('the laws can fail', () => {
  test('what a rule objects to is an objection', () => {
    const never = {
      why: 'No.',
      *check({ objects }: never) {
        const [first] = objects as { app: object; json: object }[];
        yield { ...first, fact: 'is there', fix: 'remove it' };
      },
    };
    const strict = { ...some, rules: [...some.rules, definition('checks/never.ts', never)] };
    expect(objectionsToValid(strict)).toContainEqual(expect.stringContaining(': never: '));
  });

  test('objects that are plainly wrong are found', () => {
    const [rendered] = renderedOf(some);
    const [app] = rendered?.apps ?? [];
    const [object] = app?.objects ?? [];
    if (rendered === undefined || app === undefined || object === undefined) throw new Error('nothing is rendered');
    expect(plainlyWrong([app])).toEqual([]);
    const wrong = { ...object, json: { ...object.json, metadata: { ...object.json.metadata, name: 'A_b' } } };
    expect(plainlyWrong([{ ...app, objects: [wrong] }])).toEqual([{ json: wrong.json, wrong: "is called 'A_b'" }]);
    const blind = { ...rendered, rules: [] };
    const renamed = { app: 0, object: 0, way: [2], does: 'renames', name: 'Ä', number: 0 } as const;
    const objections = Array.from({ length: 30 }, (_, step) => objectionsToMutated(blind, { ...renamed, way: [step] })).flat();
    expect(objections).toContainEqual(expect.stringContaining("is called 'Ä', and no rule says so"));
  });

  test('a mistake in a definition is told, and changes nobody else', () => {
    const before = shown(some, registry);
    const broken = corrupted(some, [{ kind: 'services', file: 0, way: [0], does: 'breaks', value: 1, name: '' }]);
    expect(outcomeOf(broken).mistakes.map(({ rule }) => rule)).toContain('wrong-type');
    expect(shown(some, registry)).toBe(before);
  });
});

test('the same seed gives the same cases, which can be read', () => {
  const cases = (seed: number) => fc.sample(fc.tuple(model(registry), changes), { seed, numRuns: 5 });
  const read = (seed: number): string[] => cases(seed).map(([each, all]) => shown(each, registry) + fc.stringify(all));
  expect(read(7)).toEqual(read(7));
  expect(read(7)).not.toEqual(read(8));
  expect(shown(sampleWith({ [waiter]: { owner: 'back' } }), registry)).toContain(
    `${waiter}: { "purpose": "Takes orders and brings meals."`,
  );
});
