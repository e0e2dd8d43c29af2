import type { Arguments, Command, Context } from '../command';
import { askedFor, refused, sharedOptions, unknown } from '../lifecycle/asked';
import { type Port, realPort } from '../lifecycle/port';

export const deploy: Command = {
  summary: 'bring an environment from bare accounts to clusters that follow Git',
  usage: 'platform deploy <environment>|registry [--dry-run] [--only <stack>] [--skip-cluster] [--tunnel <port>] [--json]',
  example: 'platform deploy dev --dry-run',
  options: {
    'dry-run': { type: 'boolean', does: 'show every step, and run nothing' },
    only: { type: 'string', does: 'one stack, as the CDK names it: <environment>/<region>-network' },
    ...sharedOptions,
  },
  run: (args, context) => deployBy(realPort(context.root), args, context),
};

/** The command, with the port by which it touches the world. */
export const deployBy = async (port: Port, args: Arguments, context: Context): Promise<number> => {
  const asked = await askedFor(deploy, args, context);
  if (typeof asked === 'number') return asked;
  const { stage, ...options } = asked;
  const only = args.options.only as string | undefined;
  const stacks = stage.stacks.map(({ stack }) => stack);
  if (only !== undefined && !stacks.includes(only))
    return refused([unknown('stack', `'${only}' is not a stack of ${stage.name}`, only, stacks)], context);
  // Together with the CDK, for the same reason.
  const { deploymentOf } = await import('../lifecycle/deployment');
  const { carryOut } = await import('../lifecycle/carry-out');
  const { planInJson, printPlan, printRemarks } = await import('../lifecycle/review');
  const json = args.options.json === true;
  if (args.options['dry-run'] !== true) {
    const planFor = (states?: ReadonlyMap<string, string>) => deploymentOf(stage, { ...options, only }, states);
    return carryOut({ planFor, json, after: (plan) => printRemarks(plan, context) }, port, context);
  }
  const plan = deploymentOf(stage, { ...options, only });
  if (json) context.print(JSON.stringify(planInJson(plan), null, 2));
  else printPlan(plan, context);
  return 0;
};
