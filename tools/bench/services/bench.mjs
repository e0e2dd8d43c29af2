// Holds the budgets of the service kit: processor time of a request as a ratio to plain baselines of the same run, and boot time and memory.
import { fork, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundleService } from '../../images/bundle-service.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = process.cwd();
const service = 'services/customer-platform/order-service';
const rounds = 31;
const connections = 16;
const boots = 5;

const scratch = mkdtempSync(join(tmpdir(), 'platform-bench-services-'));
chmodSync(scratch, 0o755);
const progress = (text) => process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`);
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const processes = [];

const bundled = async (entry, name) => {
  const outfile = join(scratch, `${name}.cjs`);
  await bundleService({ root, entry, outfile });
  return outfile;
};

/** Sends one message and gives the answer. */
const ask = (child, message) =>
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

const forked = (file, name) => {
  const stdout = openSync(join(scratch, `${name}.log`), 'w');
  const child = fork(file, [], { stdio: ['ignore', stdout, 'inherit', 'ipc'], env: { ...process.env, NODE_ENV: 'production' } });
  processes.push(child);
  return child;
};

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const user = randomUUID();
const basket = JSON.stringify({
  items: ['MUG-1', 'LAMP-20', 'CHAIR-300'].map((sku, at) => ({ sku, quantity: at + 2 })),
  currency: 'EUR',
  shippingAddress: { name: 'Ada Lovelace', line1: 'Way 1', city: 'Bonn', postalCode: '53111', country: 'DE' },
});

const settings = (databaseUrl, issuer, port) => ({
  SERVICE_NAME: service.split('/').at(-1),
  HOST: '127.0.0.1',
  PORT: String(port),
  PUBLIC_URL: `http://127.0.0.1:${port}/orders`,
  ISSUER_URL: issuer,
  DATABASE_URL: databaseUrl,
  DATABASE_POOL_MAX: '10',
  CLIENT_SECRET: 'not-asked-for',
  USER_SERVICE_URL: 'http://127.0.0.1:9',
  PRODUCT_SERVICE_URL: 'http://127.0.0.1:9',
  KAFKA_BROKERS: '127.0.0.1:9',
  BENCH_USER: user,
});

const request = (token, method, path, body) =>
  [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    `authorization: Bearer ${token}`,
    ...(body ? ['content-type: application/json', `content-length: ${body.length}`, 'idempotency-key: "bench-@fresh@"'] : []),
    '',
    body ?? '',
  ].join('\r\n');

/** What is compared: requests, how many a round, and the least ratio. */
const subjects = (token, ids) => [
  { name: 'GET: token, log, metrics', budget: 0.4, count: 3000, status: 200, spins: true, requests: [request(token, 'GET', '/small')] },
  {
    name: 'POST: order body checked',
    budget: 0.33,
    count: 2500,
    status: 200,
    spins: true,
    requests: [request(token, 'POST', '/checked', basket)],
  },
  { name: 'read by id', budget: 0.5, count: 1500, status: 200, requests: ids.map((id) => request(token, 'GET', `/orders/${id}`)) },
  { name: 'order with outbox', budget: 0.38, count: 800, status: 201, requests: [request(token, 'POST', '/orders', basket)] },
];

/** Microseconds of processor time that the server alone took for a request. */
const measure = async (load, { child, port }, { count, requests, status, spins }) => {
  const before = (await ask(child, {})).cpu;
  await ask(load, { port, connections, requests, count, status, spins });
  return ((await ask(child, {})).cpu - before) / count;
};

const compare = async (load, ours, plain, token, ids) => {
  const rows = [];
  for (const subject of subjects(token, ids)) {
    const pairs = [];
    for (let round = -1; round < rounds; round++) {
      progress(`${subject.name}: round ${round + 1} of ${rounds}`);
      // Whoever comes second finds a warmer machine, so they take turns.
      const order = round % 2 ? [ours, plain] : [plain, ours];
      const taken = new Map();
      for (const server of order) taken.set(server, await measure(load, server, subject));
      if (round >= 0) pairs.push({ ours: taken.get(ours), plain: taken.get(plain) }); // The first one lets V8 compile.
    }
    const ratio = median(pairs.map((pair) => pair.plain / pair.ours));
    const { name, budget } = subject;
    rows.push({
      ...{ name, unit: 'µs', ours: median(pairs.map((pair) => pair.ours)), baseline: median(pairs.map((pair) => pair.plain)), ratio },
      ...{ budget: `at least ${budget}`, holds: ratio >= budget },
    });
  }
  return rows;
};

const residentMegabytes = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Milliseconds until the real service is ready, and its memory three seconds later. */
const boot = async (main, variables) => {
  const port = await freePort();
  const started = performance.now();
  const log = openSync(join(scratch, 'boot.log'), 'w');
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', ...variables, PORT: String(port), DRAIN_MS: '0' };
  const child = spawn('node', [main], { env, stdio: ['ignore', log, 'inherit'] });
  processes.push(child);
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

const bootRows = async (main, variables) => {
  const runs = [];
  for (let round = 0; round < boots; round++) {
    progress(`boot: round ${round + 1} of ${boots}`);
    runs.push(await boot(main, variables));
  }
  const row = (name, unit, key, most) => {
    const value = median(runs.map((run) => run[key]));
    return { name, unit, ours: value, budget: `at most ${most} ${unit}`, holds: value <= most };
  };
  return [row('boot to ready', 'ms', 'milliseconds', 1500), row('memory when idle', 'MB', 'megabytes', 150)];
};

const table = (rows) => {
  const figure = (value, unit) => (value === undefined ? '' : `${value.toFixed(unit === 'µs' ? 1 : 0)} ${unit}`);
  const cells = [
    ['what', 'ours', 'baseline', 'ratio', 'budget'],
    ...rows.map(({ name, unit, ours, baseline, ratio, budget, holds }) => [
      ...[name, figure(ours, unit), figure(baseline, unit), ratio?.toFixed(2) ?? ''],
      `${holds ? 'holds' : 'BROKEN'}: ${budget}`,
    ]),
  ];
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => row[column].length)));
  return cells.map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at]))).join('  ')).join('\n');
};

const main = await bundled(`${service}/main.ts`, 'main');
const [kitFile, plainFile, toolsFile] = await Promise.all([
  bundled('tools/bench/services/kit-server.ts', 'kit'),
  bundled('tools/bench/services/plain-server.ts', 'plain'),
  bundled('tools/bench/services/surroundings.ts', 'surroundings'),
]);
const { startPostgres, doubleIssuer } = createRequire(import.meta.url)(toolsFile);
const postgres = await startPostgres({ folder: join(scratch, 'postgres'), durable: false, detached: false });
const issuer = await doubleIssuer(() => new Date());
try {
  const databaseUrl = await postgres.createDatabase('bench', { owner: 'bench', password: 'bench' });
  const variables = settings(databaseUrl, issuer.url, await freePort());
  const migration = spawn('node', [main, 'migrate'], {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(migration, 'exit');
  if (code !== 0) throw new Error(`the migration ended with code ${code}; look above`);

  const token = await issuer.token({ subject: user, scopes: ['orders:own'], expiresIn: 3600 });
  const server = async (file, name) => {
    const child = forked(file, name);
    const { url } = await ask(child, { databaseUrl, variables });
    return { child, port: Number(new URL(url).port) };
  };
  const [ours, plain, load] = [await server(kitFile, 'kit'), await server(plainFile, 'plain'), forked(join(here, 'load.mjs'), 'load')];
  await pause(500);
  const placed = { port: plain.port, connections, count: 500, status: 201, requests: [request(token, 'POST', '/orders', basket)] };
  const ids = (await ask(load, placed)).bodies.map((body) => JSON.parse(body).id);
  const rows = await compare(load, ours, plain, token, ids);
  for (const child of [ours.child, plain.child, load]) child.kill('SIGKILL');
  rows.push(...(await bootRows(main, variables)));
  progress('');
  if (process.argv.includes('--json')) console.log(JSON.stringify(rows, undefined, 2));
  else
    console.log(
      `processor time of the server for a request, medians of ${rounds} paired rounds, ${connections} connections\n${table(rows)}`,
    );
  process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;
} finally {
  for (const child of processes) child.kill('SIGKILL');
  issuer.close();
  await postgres.stop();
  rmSync(scratch, { recursive: true, force: true });
}
