import { parseArgs } from 'node:util';
import type { Service } from '#model';
import { wrongInput, wrongUsage } from '../command';
import { apply, compare } from '../write';
import { folder, k6Files } from './k6-scripts';
import { type Account, fillShelf, localAccount } from './local-shop';
import { scenarios } from './scenarios';
import { linesOf } from './shown';
import { smoke } from './smoke';

const usage = `npm run load -- [<scenario> …] [--url <url>] [--seconds <n>] [--connections <n>] [--patience <n>]

Walks through the scenarios in small against a platform that runs, and holds its answers against what the tiers promise.

  <scenario>     ${scenarios.map(({ name }) => name).join(', ')} (all)
  --url          where the platform is (http://localhost:8080)
  --seconds      how long each scenario takes (10)
  --connections  how many visitors there are at the peak (10)
  --patience     multiplies the times that are promised, for computers that are no data centre (1)
  --folder       data of the platform on this computer (.data)
  --write        write the scripts for k6 into ${folder} and do nothing else
  --check        say whether these scripts are up to date

  $ npm run load -- payment --seconds 30

LOAD_EMAIL and LOAD_PASSWORD in the environment name an account of a platform elsewhere. On this computer the demo customer is taken, and
where the shop has nothing to sell, something is put on the shelf. Limits count, and what they refuse is no error; for more than they allow
start the platform with RATE_LIMIT_FACTOR=1000.`;

const options = {
  url: { type: 'string', default: 'http://localhost:8080' },
  seconds: { type: 'string', default: '10' },
  connections: { type: 'string', default: '10' },
  patience: { type: 'string', default: '1' },
  folder: { type: 'string', default: '.data' },
  write: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** What the command needs around it. */
export interface LoadContext {
  readonly root: string;
  readonly services: readonly Service[];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly print: (line: string) => void;
  readonly warn: (line: string) => void;
  /** What is being done, in one line that the next one replaces. */
  readonly progress: (text: string) => void;
}

const numberOf = (name: string, text: string, most: number): number => {
  if (!/^\d{1,6}(\.\d)?$/.test(text) || Number(text) <= 0 || Number(text) > most)
    throw new Error(`--${name} is '${text}'; write a number above 0, ${most} at most`);
  return Number(text);
};

const read = (args: readonly string[]) => {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const unknown = positionals.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown) throw new Error(`'${unknown}' is no scenario; write ${scenarios.map(({ name }) => name).join(', ')}`);
  if (!URL.canParse(values.url)) throw new Error(`--url is '${values.url}'; write an address like http://localhost:8080`);
  return {
    ...values,
    url: values.url.replace(/\/+$/, ''),
    chosen: positionals.length ? scenarios.filter(({ name }) => positionals.includes(name)) : scenarios,
    seconds: numberOf('seconds', values.seconds, 86_400),
    connections: Math.ceil(numberOf('connections', values.connections, 10_000)),
    patience: numberOf('patience', values.patience, 1000),
  };
};

type Wish = ReturnType<typeof read>;

const requireAnswer = async (url: string): Promise<void> => {
  try {
    await fetch(url, { signal: AbortSignal.timeout(5000) });
  } catch {
    throw new Error(`load: no-answer: nothing answers at ${url}; start the platform with 'npm start', or name another --url`);
  }
};

const accountOf = async ({ url, folder: data }: Wish, { variables, progress }: LoadContext): Promise<Account> => {
  const { LOAD_EMAIL: email, LOAD_PASSWORD: password } = variables;
  if (email && password) return { email: email.replace('{user}', '1'), password };
  const place = { url, folder: data };
  const account = localAccount(place);
  progress('looking whether there is something to sell');
  await fillShelf(place);
  return account;
};

const run = async (wish: Wish, context: LoadContext): Promise<number> => {
  const { url, seconds, connections, patience, chosen } = wish;
  await requireAnswer(url);
  const known = { ...(await accountOf(wish, context)) };
  let kept = true;
  for (const scenario of chosen) {
    const onLevel = (level: number, count: number) => context.progress(`${scenario.name}: level ${level}, ${count} connections`);
    const result = await smoke(scenario, { url, seconds, connections, patience, known, services: context.services, onLevel });
    context.progress('');
    for (const line of linesOf(result)) context.print(line);
    kept &&= result.holds;
  }
  return kept ? 0 : wrongInput;
};

const writeScripts = ({ check }: Wish, { root, services, print, warn }: LoadContext): number => {
  const changes = compare(root, k6Files(scenarios, services), [folder]);
  if (!check) apply(root, changes);
  for (const { kind, path } of check ? changes : []) warn(`${path}: ${kind}; run 'npm run load -- --write' and commit`);
  print(`${scenarios.length} scripts, ${changes.length} ${check ? 'differ' : 'changed'}`);
  return check && changes.length > 0 ? wrongInput : 0;
};

/** `npm run load`; gives the exit code: 0 when every threshold was kept, 1 when one was not, 2 for a call that makes no sense. */
export const loadCommand = async (args: readonly string[], context: LoadContext): Promise<number> => {
  let wish: Wish;
  try {
    wish = read(args);
  } catch (error) {
    context.warn(`load: wrong-usage: ${(error as Error).message.split('. ')[0]}; see npm run load -- --help`);
    return wrongUsage;
  }
  if (wish.help) {
    context.print(usage);
    return 0;
  }
  if (wish.write || wish.check) return writeScripts(wish, context);
  try {
    return await run(wish, context);
  } catch (error) {
    context.progress('');
    context.warn((error as Error).message);
    return wrongInput;
  }
};
