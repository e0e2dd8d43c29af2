// How long the real service takes to be ready, and what it needs when nobody asks it anything.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { median, progress } from '../figures.mjs';
import { atMost, freePort, quick, scratch, watch } from './processes.mjs';

const boots = quick ? 1 : 5;

const residentMegabytes = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Milliseconds until the real service is ready, and its memory a second later. */
const boot = async (main, variables) => {
  const port = await freePort();
  const started = performance.now();
  const log = openSync(join(scratch, 'boot.log'), 'w');
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', ...variables, PORT: String(port), DRAIN_MS: '0' };
  const child = watch(spawn('node', [main], { env, stdio: ['ignore', log, 'inherit'] }));
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) break;
    if (child.exitCode !== null) throw new Error(`${main} ended with code ${child.exitCode}; look above`);
    await pause(5);
  }
  const milliseconds = performance.now() - started;
  await pause(1000);
  const megabytes = residentMegabytes(child.pid);
  child.kill('SIGTERM');
  await once(child, 'exit');
  return { milliseconds, megabytes };
};

/** A row for time and one for memory: medians of some starts. */
export const bootRows = async (main, variables) => {
  const runs = [];
  for (let round = 0; round < boots; round++) {
    progress(`boot: round ${round + 1} of ${boots}`);
    runs.push(await boot(main, variables));
  }
  const row = (name, unit, key, most) => {
    const value = median(runs.map((run) => run[key]));
    return { name, unit, ours: value, ...atMost(value, most, unit) };
  };
  return [row('boot to ready', 'ms', 'milliseconds', 1500), row('memory when idle', 'MB', 'megabytes', 150)];
};
