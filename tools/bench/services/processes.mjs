// The processes of the bench: bundles, children that answer questions, and a folder that goes with them.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleService } from '../../images/bundle-service.mjs';

export const scratch = mkdtempSync(join(tmpdir(), 'platform-bench-services-'));
// PostgreSQL runs as another user where root starts it.
chmodSync(scratch, 0o755);

/** Each round once: shows that everything runs. Its figures say little. */
export const quick = process.argv.includes('--quick');

const processes = new Set();

/** Whether a figure keeps its budget, as all rows say it. */
export const atMost = (value, most, unit) => ({ budget: `at most ${most} ${unit}`, holds: value <= most });
export const atLeast = (value, least, unit) => ({ budget: `at least ${least} ${unit}`.trim(), holds: value >= least });

/** Puts an entry and all that it imports into one file. */
export const bundled = async (entry, name) => {
  const outfile = join(scratch, `${name}.cjs`);
  await bundleService({ root: process.cwd(), entry, outfile });
  return outfile;
};

/** Ends a child with the bench. */
export const watch = (child) => {
  processes.add(child);
  child.once('exit', () => processes.delete(child));
  return child;
};

/** Starts a file that answers messages; what it prints goes into a log. */
export const forked = (file, name) => {
  const stdout = openSync(join(scratch, `${name}.log`), 'w');
  return watch(fork(file, [], { stdio: ['ignore', stdout, 'inherit', 'ipc'], env: { ...process.env, NODE_ENV: 'production' } }));
};

/** Sends one message and gives the answer. */
export const ask = (child, message) =>
  new Promise((resolve, reject) => {
    const answered = (result) => {
      child.off('exit', ended);
      if (result.error) reject(new Error(result.error));
      else resolve(result);
    };
    const ended = (code) => reject(new Error(`${child.spawnargs[1]} ended with code ${code}; look above`));
    child.once('message', answered).once('exit', ended);
    child.send(message);
  });

/** Ends a child, and waits until it is gone. */
export const end = async (child) => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

export const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** Ends what still runs, at the end of the bench or of a failure. */
export const endAll = async () => {
  await Promise.all([...processes].map(end));
};

export const removeScratch = () => rmSync(scratch, { recursive: true, force: true });
