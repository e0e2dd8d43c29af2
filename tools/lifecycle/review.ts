import type { Context } from '../command';
import type { Outcome } from './run';
import { type Plan, pasted, type Step } from './step';
import type { Teardown } from './teardown';

/** Shows plans and how they went, to people and to programs. */

const heading = (title: string, { print, paint }: Context): void => print(`\n${paint.bold(title)}`);

/** Every step as it would be run, with its reason. */
export const printPlan = (plan: Plan, context: Context): void => {
  const { print, paint } = context;
  print(paint.bold(`${plan.title}: ${plan.checks.length} checks, ${plan.steps.length} steps`));
  heading('checks, which change nothing', context);
  for (const [index, step] of plan.checks.entries()) printStep(step, index + 1, context);
  heading('steps', context);
  for (const [index, step] of plan.steps.entries()) printStep(step, index + 1, context);
  printRemarks(plan, context);
};

const printStep = ({ what, why, command, each = [], unless, untilEmpty }: Step, number: number, { print, paint }: Context): void => {
  print(`${String(number).padStart(4)}. ${what}`);
  print(paint.dim(`      ${why}`));
  if (unless) print(`      unless ${pasted(unless)}`);
  for (const question of each)
    print(`      for each {1} of ${pasted(question)}${untilEmpty && question === each.at(-1) ? ', until there is none' : ''}`);
  print(`      $ ${pasted(command)}`);
};

/** What a person should know, and what only a person can do. */
export const printRemarks = ({ remarks }: Plan, context: Context): void => {
  if (remarks.length === 0) return;
  heading('to know', context);
  for (const remark of remarks) context.print(`  ${remark}`);
};

/** What a teardown leaves, and how a person removes it. */
export const printSurvivors = ({ staying, survivors }: Teardown, context: Context): void => {
  const { print, paint } = context;
  if (staying.length > 0) heading('stacks that stay', context);
  for (const { stack, why } of staying) print(`  ${stack.stack}\n${paint.dim(`      ${why}`)}`);
  heading('what survives', context);
  for (const { what, where, why, remove } of survivors) print(`  ${what}, ${where}: ${why}\n${paint.dim(`      ${remove}`)}`);
};

/** A plan as JSON. */
export const planInJson = (plan: Plan | Teardown): object => ({
  ...plan,
  ...('staying' in plan && { staying: plan.staying.map(({ stack, why }) => ({ stack: stack.stack, why })) }),
});

/** Why it stopped, with the command, the end of what it said, and what to do. */
export const printFailure = (title: string, outcome: Outcome, place: string, { warn, paint }: Context): void => {
  const { step, failure } = outcome;
  if (failure === undefined) return;
  const { code, command, said } = failure;
  const ended = code === 0 ? `printed '${said.join(' ')}', not '${step.expects}'` : `ended with ${code}`;
  warn(`${title}: step-failed: ${place}, '${step.what}', ${ended}; ${step.otherwise}, then run it again: what is done stays done`);
  warn(`    $ ${pasted(command)}`);
  for (const line of said) warn(paint.dim(`    ${line}`));
};

/** What became of each step, as JSON. */
export const outcomesInJson = (steps: readonly Step[], outcomes: readonly Outcome[]): object[] =>
  steps.map((step, index) => {
    const { result = 'not run', seconds, failure } = outcomes[index] ?? {};
    return { what: step.what, command: step.command, result, ...(seconds !== undefined && { seconds }), ...(failure && { failure }) };
  });
