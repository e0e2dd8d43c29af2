import { type Context, wrongInput } from '../command';
import type { Port } from './port';
import { progressOn } from './progress';
import { outcomesInJson, printFailure } from './review';
import { type Outcome, runSteps } from './run';
import { answersIn, type Plan, type StackStates } from './step';

/** What is carried out: a plan, and the same once it is known what there is. */
export interface Errand<Kind extends Plan> {
  readonly planFor: (states?: StackStates) => Kind;
  readonly json: boolean;
  /** What a person is shown when all is done. */
  readonly after: (plan: Kind) => void;
}

/** Asks what must hold and what there is, then does everything that is still to do. Gives the exit code. */
export const carryOut = async <Kind extends Plan>(
  { planFor, json, after }: Errand<Kind>,
  port: Port,
  context: Context,
): Promise<number> => {
  const listener = progressOn(json ? { write: () => undefined } : process.stderr, context.paint, port.now);
  const begun = port.now();
  const blind = planFor();
  const checked = await runSteps(blind.checks, port, listener);
  const failedCheck = checked.find(({ result }) => result === 'failed');
  const plan = failedCheck ? blind : planFor(statesIn(checked));
  const done = failedCheck ? [] : await runSteps(plan.steps, port, listener);
  const ok = failedCheck === undefined && done.every(({ result }) => result !== 'failed');
  if (json) {
    const [checks, steps] = [outcomesInJson(plan.checks, checked), outcomesInJson(plan.steps, done)];
    context.print(JSON.stringify({ title: plan.title, ok, checks, steps, remarks: plan.remarks }, null, 2));
    return ok ? 0 : wrongInput;
  }
  if (!ok) {
    const last = (failedCheck ? checked : done).at(-1) as Outcome;
    const place = failedCheck ? `check ${checked.length} of ${plan.checks.length}` : `step ${done.length} of ${plan.steps.length}`;
    printFailure(plan.title, last, place, context);
    return wrongInput;
  }
  const minutes = Math.round((port.now() - begun) / 60_000);
  context.print(context.paint.green(`${plan.title}: ${plan.steps.length} steps done in ${minutes} min`));
  after(plan);
  return 0;
};

/** What the surveys among the checks found. */
const statesIn = (outcomes: readonly Outcome[]): StackStates =>
  new Map(
    outcomes
      .filter(({ step }) => step.surveys)
      .flatMap(({ printed }) => answersIn(printed))
      .map(([name = '', state = '']) => [name, state]),
  );
