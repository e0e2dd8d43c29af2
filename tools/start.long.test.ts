import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { httpOf, load } from '#model';
import { registry } from '#registry';

/** `npm start` as people call it: the real program, the real services, a PostgreSQL of its own, in a temporary folder. */

const repository = join(__dirname, '..');
const parent = mkdtempSync(join(tmpdir(), 'start-test-'));
chmodSync(parent, 0o711);
const folder = join(parent, 'data');
const pidFile = join(folder, 'postgres', 'data', 'postmaster.pid');
const services = (load(registry).platform?.services ?? []).filter(({ file }) => existsSync(join(repository, dirname(file), 'module.ts')));
const ports = services.map((service) => httpOf(service).port);

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket.destroy() === undefined));
    socket.once('error', () => resolve(true));
  });

/** Moves all ports to where nobody listens. */
const freeOffset = async (): Promise<number> => {
  for (;;) {
    const offset = 2000 + Math.floor(Math.random() * 20_000);
    const free = await Promise.all([8080, 8090, ...ports].map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
};

interface Run {
  readonly process: ChildProcess;
  /** What it said, on both streams. */
  said(): string;
  readonly ended: Promise<number | null>;
}

const running = new Set<ChildProcess>();

const start = (...args: readonly string[]): Run => {
  const process = spawn('node', ['tools/start.mjs', '--folder', folder, ...args], { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(process);
  const chunks: Buffer[] = [];
  for (const stream of [process.stdout, process.stderr]) stream.on('data', (chunk) => void chunks.push(chunk));
  const ended = once(process, 'close').then(([code]) => code as number | null);
  return { process, said: () => Buffer.concat(chunks).toString(), ended };
};

const ready = async (run: Run): Promise<void> => {
  while (!run.said().includes('Ctrl-C stops')) {
    if (run.process.exitCode !== null) throw new Error(`it ended: ${run.said()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const isRunning = (pid: number): boolean => {
  try {
    // One that ended and that nobody collected is shown as a zombie.
    return process.kill(pid, 0) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

afterAll(() => {
  for (const process of running) process.kill('SIGKILL');
  // Only what is left after a failure.
  if (existsSync(pidFile)) process.kill(Number.parseInt(readFileSync(pidFile, 'utf8'), 10), 'SIGQUIT');
  rmSync(parent, { recursive: true, force: true });
});

test('starts everything behind one address, alone on its folder, and stops in good order', async () => {
  const offset = await freeOffset();
  const run = start('--offset', String(offset));
  await ready(run);
  const postgres = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const at = `http://127.0.0.1:${8080 + offset}`;

  expect(services).not.toEqual([]);
  const page = await (await fetch(at)).text();
  for (const service of services) {
    const { name, http } = { ...service, http: httpOf(service) };
    expect(page).toContain(`<tr><td>${name}<td class="ok" data-service="${name}">ok<td>`);
    expect(page).toContain(`<a href="http://127.0.0.1:${http.port + offset}/docs">`);
    expect({ name, status: (await fetch(`${at}${http.path}/health`)).status }).toEqual({ name, status: 200 });
  }
  expect((await fetch(`${at}/.well-known/jwks.json`)).status).toBe(200);
  expect((await fetch(`${at}/metrics`)).status).toBe(404);

  const second = start('--offset', String(await freeOffset()));
  expect(await second.ended).toBe(1);
  expect(second.said()).toBe(
    `${folder}: folder-in-use: process ${run.process.pid} runs the platform on it; stop that process, or give another folder with '--folder'\n`,
  );

  run.process.kill('SIGINT');
  expect(await run.ended).toBe(0);
  expect(run.said()).toMatch(/^ready after [\s\S]+\nstopping\n$/);
  expect(isRunning(postgres)).toBe(false);
  expect(await Promise.all([8080, 8090, ...ports].map((port) => isFree(port + offset)))).not.toContain(false);
}, 120_000);

test.each([
  [['--port', '80808'], "start: wrong-usage: --port is '80808'; write a whole number from 0 to 65535; see npm start -- --help\n"],
  [['--prot', '1'], /^start: wrong-usage: Unknown option '--prot'; see npm start -- --help\n$/],
  [['--set', 'lower=1'], /^start: wrong-usage: --set is 'lower=1'; write it like NAME=value; /],
  [['--only', ','], /^start: wrong-usage: --only names no service; /],
])('%j is wrong usage', async (args, message) => {
  const run = start(...args);
  expect(await run.ended).toBe(2);
  expect(run.said()).toMatch(message);
});

test('--help says what there is, with an example', async () => {
  const run = start('--help');
  expect(await run.ended).toBe(0);
  expect(run.said()).toMatch(/--only[\s\S]+--reset[\s\S]+--port[\s\S]+--offset[\s\S]+--folder[\s\S]+\$ npm start -- --only/);
});
