import { parseArgs } from 'node:util';
import { didYouMean } from '#model';
import { registry } from '#registry';
import { type Arguments, type Command, type Context, type Outcome, type Paint, wrongUsage } from './command';
import { check } from './commands/check';
import { contract } from './commands/contract';
import { cost } from './commands/cost';
import { deploy } from './commands/deploy';
import { explain } from './commands/explain';
import { graph } from './commands/graph';
import { init } from './commands/init';
import { list } from './commands/list';
import { create } from './commands/new';
import { stacks } from './commands/stacks';
import { synth } from './commands/synth';
import { teardown } from './commands/teardown';

export { registry };

/** What is made in a thread of its own, by name. Loads the CDK, which takes longer than most commands do. */
export const templates = async (): Promise<unknown> => (await import('./templates')).templates();

const commands: Readonly<Record<string, Command>> = {
  ...{ check, contract, cost, deploy, explain, graph, init },
  ...{ list, new: create, stacks, synth, teardown },
};

/** Entry of the bundle: runs one command on the definitions that the launcher found. */
export const main = ({ args, ...found }: { args: string[] } & Omit<Context, 'print' | 'warn' | 'paint'>): Outcome | Promise<Outcome> => {
  const context: Context = {
    ...found,
    print: (line) => process.stdout.write(`${line}\n`),
    warn: (line) => process.stderr.write(`${line}\n`),
    paint: paintFor([process.stdout, process.stderr].every(({ isTTY }) => isTTY) && process.env.NO_COLOR === undefined),
  };
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help') {
    overview(context);
    return name === undefined ? wrongUsage : 0;
  }
  const command = commands[name];
  if (command === undefined) {
    context.warn(
      `platform: unknown-command: '${name}' is not a command; ${didYouMean(name, Object.keys(commands), `use one of ${Object.keys(commands).join(', ')}`)}`,
    );
    return wrongUsage;
  }
  if (rest.includes('--help')) {
    help(command, context);
    return 0;
  }
  const parsed = argumentsOf(command, rest, context);
  return parsed ? command.run(parsed, context) : wrongUsage;
};

const argumentsOf = ({ options = {}, usage }: Command, args: string[], { warn }: Context): Arguments | undefined => {
  try {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: Object.fromEntries(Object.entries(options).map(([name, { type }]) => [name, { type }])),
    });
    return { positionals, options: values as Arguments['options'] };
  } catch (error) {
    const [what = ''] = (error as Error).message.split('. ');
    warn(`platform: wrong-usage: ${what.charAt(0).toLowerCase()}${what.slice(1)}; use it as '${usage}'`);
    return undefined;
  }
};

const overview = ({ print, paint }: Context): void => {
  print(`${paint.bold('platform')}: from small typed definitions to everything that runs\n`);
  for (const [name, { summary }] of Object.entries(commands)) print(`  ${name.padEnd(10)}${summary}`);
  print(`\n${everywhere}\n'platform <command> --help' tells more.`);
};

const help = ({ summary, usage, example, options = {} }: Command, { print, paint }: Context): void => {
  print(`${summary}\n\n  ${paint.bold(usage)}\n`);
  for (const [name, { does }] of Object.entries(options)) print(`  --${name.padEnd(14)}${does}`);
  print(`${everywhere}\n\n  ${paint.dim(`$ ${example}`)}`);
};

/** The launcher takes it before a command sees its arguments. */
const everywhere = '  --root        folder of the platform; otherwise the nearest one upward from here that has platform/';

const codes = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 } as const;

const paintFor = (coloured: boolean): Paint => {
  const brush = (code: number) => (text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  return { red: brush(codes.red), green: brush(codes.green), yellow: brush(codes.yellow), dim: brush(codes.dim), bold: brush(codes.bold) };
};
