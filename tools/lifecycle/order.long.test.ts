import { resourcesOf, type StackTemplate, templatesOf } from '#cdk';
import { load, type Platform } from '#model';
import { registry } from '#registry';
import { restaurant } from '../../cdk/testing';
import { deploymentOf } from './deployment';
import { type Stage, stageNames, stageOf } from './stage';
import { isRetained } from './staying';
import type { Plan } from './step';
import { teardownOf } from './teardown';

const reference = load(registry).platform as Platform;

const stagesOf = (platform: Platform): Stage[] => {
  const templates = templatesOf(platform);
  return stageNames(platform).map((name) => stageOf(platform, name, templates));
};

/** What the CDK is told to do, call by call, in stacks. */
const callsOf = ({ steps }: Plan, verb: 'deploy' | 'destroy'): string[][] =>
  steps
    .map(({ command }) => command)
    .filter(([program, cdk, what]) => program === 'npx' && cdk === 'cdk' && what === verb)
    .map(([, , , ...args]) => args.slice(0, args.indexOf('--app')));

const namesOf = (stacks: readonly StackTemplate[]): string[] => stacks.map(({ stack }) => stack);

describe.each([...stagesOf(restaurant), ...stagesOf(reference)].map((stage) => ({ stage, name: stage.name })))('$name', ({ stage }) => {
  const deployed = callsOf(deploymentOf(stage), 'deploy');
  const plan = teardownOf(stage);
  const destroyed = callsOf(plan, 'destroy');
  const staying = namesOf(plan.staying.map(({ stack }) => stack));
  const callOf = (stack: string): number => deployed.findIndex((call) => call.includes(stack));

  test('every stack is deployed once', () => expect(deployed.flat().sort()).toEqual(namesOf(stage.stacks).sort()));

  test('every stack is deployed in a later call than those that it needs', () => {
    const early = stage.stacks.flatMap(({ stack, after }) =>
      after.filter((name) => name.startsWith(`${stage.name}/`) && callOf(name) >= callOf(stack)).map((name) => `${stack} before ${name}`),
    );
    expect(early).toEqual([]);
  });

  test('each call is for one region', () => {
    const regionOf = new Map(stage.stacks.map(({ stack, region }) => [stack, region]));
    for (const call of [...deployed, ...destroyed]) expect(new Set(call.map((stack) => regionOf.get(stack))).size).toBe(1);
  });

  test('what is destroyed is what was deployed, exactly backwards, but for what stays', () => {
    const backwards = [...deployed].reverse().map((call) => [...call].reverse().filter((stack) => !staying.includes(stack)));
    expect(destroyed).toEqual(backwards.filter((call) => call.length > 0));
    expect([...destroyed.flat(), ...staying].sort()).toEqual(namesOf(stage.stacks).sort());
  });

  test('nothing goes that something which stays stands on', () => {
    const needed = stage.stacks.filter(({ stack }) => staying.includes(stack)).flatMap(({ after }) => after);
    expect(destroyed.flat().filter((stack) => needed.includes(stack))).toEqual([]);
  });

  test('stacks stay only where something may not be lost', () => {
    if (!stage.stacks.some((stack) => resourcesOf([stack]).some(isRetained))) expect(staying).toEqual([]);
  });

  test('everything that is retained is named among what survives', () => {
    const survivors = plan.survivors.map(({ what, where }) => `${where} ${what.split(' ')[0]}`);
    for (const resource of resourcesOf(stage.stacks).filter(isRetained)) {
      const at = survivors.indexOf(`${resource.stack.stack} ${resource.Type}`);
      expect([resource.at, at]).not.toEqual([resource.at, -1]);
      survivors.splice(at, 1);
    }
  });

  test('every survivor has a reason and a way to remove it', () => {
    for (const { what, where, why, remove } of plan.survivors) expect([what, where, why, remove]).not.toContain('');
    for (const { remove } of plan.survivors) expect(remove).not.toMatch(/undefined|\[object/);
  });

  test('every protected stack that goes is made free before, in a step that is seen', () => {
    const lines = plan.steps.map(({ command }) => command.join(' '));
    for (const { stack, terminationProtection } of stage.stacks.filter((each) => destroyed.flat().includes(each.stack))) {
      const free = lines.findIndex(
        (line) => line.includes('--no-enable-termination-protection') && line.includes(` ${stack.replace('/', '-')} `),
      );
      const gone = lines.findIndex((line) => line.startsWith('npx cdk destroy') && line.split(' ').includes(stack));
      expect([stack, terminationProtection ? free >= 0 && free < gone : free === -1]).toEqual([stack, true]);
    }
  });
});
