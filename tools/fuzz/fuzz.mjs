// Tries the laws of synthesis on thousands of random platforms: `npm run fuzz -- --cases 5000 --seed 1`. Prints the smallest case that fails.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { open } from '../launch/launch.mjs';

const usage = `usage: npm run fuzz -- [--cases <number>] [--seed <number>] [--jobs <number>] [--law <name> --path <path>]

Tries random platforms that are valid, random mistakes in definitions, and random mistakes in rendered objects.
  --cases  how many valid platforms, and how many mistakes (default 5000)
  --seed   what the cases are made from; the same seed gives the same cases (default: another one each time)
  --jobs   processes beside each other (default: one for each processor, at most 4)
  --law    one of valid, wrongDefinitions, wrongObjects; with --path the one case that a failure told
example: npm run fuzz -- --cases 200 --seed 7`;

const numbers = ['cases', 'seed', 'jobs', 'index'];
const strings = ['law', 'path'];
let values;
try {
  const options = Object.fromEntries([...numbers, ...strings].map((name) => [name, { type: 'string' }]));
  ({ values } = parseArgs({ options: { ...options, help: { type: 'boolean' } } }));
  for (const name of numbers.filter((each) => values[each] !== undefined && !/^\d+$/.test(values[each])))
    throw new Error(`--${name} is '${values[name]}'; write a whole number`);
} catch (error) {
  console.error(`fuzz: wrong-usage: ${error.message}\n\n${usage}`);
  process.exit(2);
}
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const cases = Number(values.cases ?? 5000);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const laws = values.law ? [values.law] : ['valid', 'wrongDefinitions', 'wrongObjects'];
const jobs = values.path ? 1 : Number(values.jobs ?? Math.min(4, availableParallelism()));

/** How often each law is tried by one process: of the mistakes, half are in definitions and half in objects. */
const shareOf = (law) => Math.ceil((law === 'valid' || values.law ? cases : cases / 2) / jobs);

/** One process: tries its part of the cases, and tells what it did. */
const work = async (index) => {
  const { exports: subject } = await open(process.cwd(), 'fuzz/run');
  for (const law of laws) {
    const tick = () => process.send?.({ law });
    const failure = subject.tried({ law, seed: seed + index, cases: shareOf(law), path: values.path, tick });
    if (failure) process.send?.({ law, failed: subject.inLines(law, failure) });
  }
};

/** Starts the processes, shows how far they are, and gives what failed. */
const lead = async () => {
  await open(process.cwd(), 'fuzz/run');
  const started = performance.now();
  const [counts, failures] = [new Map(laws.map((law) => [law, 0])), []];
  const progress = () => {
    if (!process.stderr.isTTY) return;
    const done = laws.map((law) => `${law} ${counts.get(law)} of ${shareOf(law) * jobs}`).join(', ');
    process.stderr.write(`\r\u001b[K${done}, ${failures.length} failed`);
  };
  const codes = await Promise.all(
    Array.from({ length: jobs }, (_, index) => {
      const given = Object.entries({ ...values, seed, jobs, index });
      const child = fork(
        process.argv[1],
        given.flatMap(([name, value]) => [`--${name}`, String(value)]),
      );
      child.on('message', ({ law, failed }) => {
        if (failed) failures.push(failed);
        else counts.set(law, counts.get(law) + 1);
        progress();
      });
      return new Promise((resolve) => child.on('exit', resolve));
    }),
  );
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  for (const failure of failures) console.error(`${failure}\n`);
  const tried = laws.map((law) => `${counts.get(law)} ${law}`).join(', ');
  const crashed = codes.some((code) => code !== 0);
  const verdict = crashed ? 'a process ended early' : failures.length ? `${failures.length} failed` : 'all laws hold';
  console.log(`${tried} in ${((performance.now() - started) / 1000).toFixed(0)} s, seed ${seed}: ${verdict}`);
  process.exitCode = crashed || failures.length > 0 ? 1 : 0;
};

await (values.index === undefined ? lead() : work(Number(values.index)));
