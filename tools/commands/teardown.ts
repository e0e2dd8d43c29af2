import { type Arguments, type Command, type Context, wrongUsage } from '../command';
import { askedFor, refused, sharedOptions } from '../lifecycle/asked';
import { doubtAbout, type Question, terminal } from '../lifecycle/confirm';
import { type Port, realPort } from '../lifecycle/port';

export const teardown: Command = {
  summary: 'show how an environment is taken away, and what survives; do it with --yes',
  usage: 'platform teardown <environment>|registry [--plan] [--yes] [--confirm <environment>] [--skip-cluster] [--tunnel <port>] [--json]',
  example: 'platform teardown dev --yes',
  options: {
    plan: { type: 'boolean', does: 'show every step, and run nothing: what it does without --yes' },
    yes: { type: 'boolean', does: 'do it' },
    confirm: { type: 'string', does: 'the name once more, where customers are served' },
    ...sharedOptions,
  },
  run: (args, context) => teardownBy(realPort(context.root), terminal, args, context),
};

/** The command, with the port by which it touches the world, and the person whom it asks. */
export const teardownBy = async (port: Port, ask: Question, args: Arguments, context: Context): Promise<number> => {
  const { plan: planned, yes, confirm, json } = args.options;
  if (planned && yes) {
    context.warn(`platform: wrong-usage: --plan and --yes exclude each other; use it as '${teardown.usage}'`);
    return wrongUsage;
  }
  const asked = await askedFor(teardown, args, context);
  if (typeof asked === 'number') return asked;
  const { stage, ...options } = asked;
  // Together with the CDK, for the same reason.
  const { teardownOf } = await import('../lifecycle/teardown');
  const { carryOut } = await import('../lifecycle/carry-out');
  const { planInJson, printPlan, printRemarks, printSurvivors } = await import('../lifecycle/review');
  const planFor = (states?: ReadonlyMap<string, string>) => teardownOf(stage, options, states);
  if (!yes) {
    const plan = planFor();
    if (json) context.print(JSON.stringify(planInJson(plan), null, 2));
    else {
      printPlan(plan, context);
      printSurvivors(plan, context);
      context.print(
        `\nnothing was run; 'platform teardown ${stage.name} --yes${stage.protected ? ` --confirm ${stage.name}` : ''}' does it`,
      );
    }
    return 0;
  }
  const doubt = await doubtAbout(stage, confirm as string | undefined, ask);
  if (doubt) return refused([doubt], context);
  const after = (plan: ReturnType<typeof planFor>): void => {
    printRemarks(plan, context);
    printSurvivors(plan, context);
  };
  return carryOut({ planFor, json: json === true, after }, port, context);
};
