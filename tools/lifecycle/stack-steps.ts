import { type StackTemplate, stackName } from '#cdk';
import { type Batch, backwards, batchesOf } from './order';
import { concernOf, type Stage, workFolder } from './stage';
import type { CommandLine, StackStates, Step } from './step';

/** Stacks that CloudFormation works on at the same time; more would meet its limits of requests. */
const atOnce = 4;

const listOf = (stacks: readonly StackTemplate[]): string => stacks.map(concernOf).join(', ');

const several = (stacks: readonly StackTemplate[]): string[] =>
  stacks.length > 1 ? ['--concurrency', String(Math.min(stacks.length, atOnce)), '--progress', 'events'] : [];

/** The templates, written once, so that every step works on the same ones. */
export const synthesis = (stage: Stage, validated: boolean): Step => {
  const synth: CommandLine = [
    ...(['npx', 'cdk', 'synth', `${stage.name}/*`] as const),
    ...['--quiet', '--no-lookups', '--output', workFolder(stage)],
  ];
  return {
    what: `templates of ${stage.name}`,
    command: validated ? synth : ['env', 'CDK_VALIDATION=false', ...synth],
    why: validated
      ? 'every step after this works on the same templates, which hold all rules'
      : 'the CDK destroys what it knows; rules are for what is made',
    otherwise: "correct what 'npx platform check' names",
  };
};

/** States in which a stack waits for somebody to go on with it. */
const paused = ['CREATE_FAILED', 'UPDATE_FAILED'];

/** States in which nothing of a stack is there that could be lost. */
const gone = [undefined, 'DELETE_COMPLETE', 'REVIEW_IN_PROGRESS', 'ROLLBACK_COMPLETE'];

/**
 * Whether what fails is kept, to go on with it. What may not be deleted cannot be rolled back when it was just made; and what was kept once
 * has to be gone on with in the same way.
 */
const keepsFailures = (stack: StackTemplate, stage: Stage, states: StackStates): boolean => {
  const state = states.get(stackName(stack));
  return paused.includes(state ?? '') || (stage.protected && gone.includes(state));
};

/** The deployment of all stacks in the order of the CDK's graph; of one alone where it is named. */
export const deployments = (stage: Stage, states: StackStates, only?: string): (Step & { readonly stacks: readonly StackTemplate[] })[] =>
  batchesOf(stage.stacks).flatMap(({ region, stacks }, index) => {
    const wanted = stacks.filter(({ stack }) => only === undefined || stack === only);
    const kinds = [true, false].map((kept) => wanted.filter((stack) => keepsFailures(stack, stage, states) === kept));
    return kinds.flatMap((members, kind) =>
      members.length > 0 ? [deployment({ region, stacks: members }, stage, kind === 0, index)] : [],
    );
  });

const deployment = ({ region, stacks }: Batch, stage: Stage, keep: boolean, index: number) => {
  const outputs = `${workFolder(stage)}-outputs-${index + 1}.json`;
  const command: CommandLine = [
    ...(['npx', 'cdk', 'deploy', ...stacks.map(({ stack }) => stack)] as const),
    ...['--app', workFolder(stage), '--exclusively', '--require-approval', 'never', ...(keep ? ['--no-rollback'] : [])],
    ...['--outputs-file', outputs, ...several(stacks)],
  ];
  return {
    stacks,
    what: `stacks of ${region}: ${listOf(stacks)}`,
    command,
    why: `${index === 0 ? 'they need no other stack' : 'what they need is there'}; what has not changed is left as it is${
      keep ? '; what fails stays, to go on from there, because nothing in them may be deleted' : ''
    }`,
    otherwise: `see 'npx cdk diagnose ${stacks.map(({ stack }) => stack).join(' ')} --app ${workFolder(stage)} --unstable=diagnose', mend it`,
    outputs: { from: outputs, to: `outputs/${stage.name}-${region}.json` },
  };
};

/** The destruction of stacks, what was deployed last first. */
export const destructions = (stage: Stage, stacks: readonly StackTemplate[]): (Step & { readonly stacks: readonly StackTemplate[] })[] =>
  backwards(batchesOf(stage.stacks)).flatMap(({ region, stacks: members }) => {
    const wanted = members.filter((each) => stacks.includes(each));
    return wanted.length > 0 ? [destruction({ region, stacks: wanted }, stage)] : [];
  });

const destruction = ({ region, stacks }: Batch, stage: Stage) => {
  const command: CommandLine = [
    ...(['npx', 'cdk', 'destroy', ...stacks.map(({ stack }) => stack)] as const),
    ...['--app', workFolder(stage), '--exclusively', '--force', ...several(stacks).filter((word) => !/progress|events/.test(word))],
  ];
  return {
    stacks,
    what: `stacks of ${region} go: ${listOf(stacks)}`,
    command,
    why: 'nothing that is left needs them; one that is gone already is passed over',
    otherwise: 'see in the events of the stack what stood in the way, remove it',
  };
};
