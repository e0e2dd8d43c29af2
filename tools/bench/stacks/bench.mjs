// Holds the budgets of the stacks: all stages in process against the CDK command line as a plain project runs it, and growth with environments.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from '../../launch/launch.mjs';
import { columns, median, number, progress, verdict } from '../figures.mjs';

const root = process.cwd();
const rounds = 5;
const growthRounds = 3;
const scratch = mkdtempSync(join(tmpdir(), 'platform-bench-stacks-'));

const { outfile } = await open(root, 'bench/stacks/in-process');
const runner = join(root, 'tools', 'bench', 'run.cjs');

/** Nothing that the caller set for the CDK counts, and the network is left alone, because waiting for it would slow the baseline. */
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CDK_'))),
  ...{ CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_DISABLE_VERSION_CHECK: 'true' },
};

/** Seconds of processor time, user's and system's, from the last line of the shell's `times`: all children that have ended, and theirs. */
const processorSeconds = (text) =>
  [
    ...text
      .trim()
      .split('\n')
      .at(-1)
      .matchAll(/(\d+)m([\d.]+)s/g),
  ].reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0);

/** Runs a command as a whole process with its children: seconds on the wall, seconds of processors, and what it printed. */
const run = (command, args) => {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync('sh', ['-c', '"$@" || exit; times', 'sh', command, ...args], {
    ...{ encoding: 'utf8', maxBuffer: 1 << 28, cwd: root, env: environment },
  });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error ?? stderr}`);
  return { wall: (performance.now() - started) / 1000, processor: processorSeconds(stdout), stdout };
};

const inProcess = (...args) => {
  const { stdout, ...taken } = run('node', [runner, outfile, ...args]);
  return { ...taken, ...JSON.parse(stdout.slice(0, stdout.indexOf('\n'))) };
};

/** As a plain project starts its TypeScript app; with tsx, which is faster than the ts-node of the CDK's template. */
const app = 'npx --no-install tsx tools/bench/stacks/default-app.ts';
const commandLine = (...options) =>
  run('npx', ['--no-install', 'cdk', 'synth', '--app', app, '--output', join(scratch, 'cdk.out'), ...options]);

const compare = () => {
  const runs = [];
  for (let round = 0; round <= rounds; round++) {
    progress(`all stages: round ${round} of ${rounds}`);
    const before = inProcess('platformItself');
    const taken = { start: inProcess('fromTheStart'), unvalidated: commandLine('--no-validation'), plain: commandLine() };
    const after = inProcess('platformItself');
    // Ours is taken on both sides of the baseline, because the machine's speed drifts.
    const ours = { wall: (before.milliseconds + after.milliseconds) / 2000, stacks: before.stacks, megabytes: before.megabytes };
    if (round > 0) runs.push({ ...taken, ours }); // The first one warms the file system up.
  }
  const middle = (who, key) => median(runs.map((each) => each[who][key]));
  const against = (name, who, budget) => {
    const ratio = median(runs.map((each) => each[who].wall / each.ours.wall));
    const figures = { wall: middle(who, 'wall'), processor: middle(who, 'processor'), ratio };
    return { name, ...figures, ...(budget && { budget: `at least ${budget} times faster`, holds: ratio >= budget }) };
  };
  return [
    { name: `ours, ${runs[0].ours.stacks} stacks, in process`, wall: middle('ours', 'wall'), megabytes: middle('ours', 'megabytes') },
    against('cdk synth, app by tsx', 'plain', 12),
    against('cdk synth --no-validation, app by tsx', 'unvalidated'),
    against('ours, from the start of the process', 'start'),
  ];
};

const growth = () => {
  const sizes = [1, 10, 100];
  const runs = Array.from({ length: growthRounds }, (_, round) =>
    sizes.map((environments) => {
      progress(`${environments} environments: round ${round + 1} of ${growthRounds}`);
      const { milliseconds, megabytes, stacks } = inProcess('grown', String(environments));
      return { seconds: milliseconds / 1000, each: milliseconds / 1000 / environments, megabytes, stacks };
    }),
  );
  return sizes.map((environments, at) => {
    const factor = at === 0 ? undefined : median(runs.map((sizesOfRun) => sizesOfRun[at].each / sizesOfRun[at - 1].each));
    const middle = (key) => median(runs.map((sizesOfRun) => sizesOfRun[at][key]));
    return {
      name: `${environments} environment${environments === 1 ? '' : 's'}, ${runs[0][at].stacks} stacks`,
      ...{ wall: middle('seconds'), each: middle('each'), megabytes: middle('megabytes'), factor },
      ...(environments === 100 && { budget: 'at most 1.3 times linear', holds: factor <= 1.3 }),
    };
  });
};

const cellsOf = ({ name, wall, processor, ratio, each, factor, megabytes, ...promise }) => [
  name,
  number(wall, 3, 's'),
  number(ratio, 1, '×') || number(each && each * 1000, 0, 'ms each'),
  number(processor, 2, 's'),
  number(factor, 2, '× linear'),
  number(megabytes, 0, 'MB'),
  verdict(promise),
];

const table = (rows) => columns([['what', 'wall', '', 'processors', '', 'memory', 'budget'], ...rows.map(cellsOf)]);

try {
  const rows = [...compare(), ...growth()];
  progress('');
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows, undefined, 2));
  else
    console.log(
      `all stages of the platform without validation, in a process that has synthesized before, against whole processes; medians of ${rounds} paired rounds (growth: ${growthRounds})\n${table(rows)}`,
    );
  process.exitCode = rows.every(({ holds }) => holds !== false) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
