// Holds the budgets of the service kit: processor time of a request as a ratio to plain baselines of the same run, what one box does with its
// database and the load generator on it, events in and out, boot time and memory.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { progress } from '../figures.mjs';
import { bootRows } from './boot.mjs';
import { connections as boxConnections, boxRows, catalogueRows } from './box.mjs';
import { catalogueService, catalogueSettings, fillShelf } from './catalogue.mjs';
import { eventRows } from './events.mjs';
import { ask, bundled, end, endAll, forked, freePort, removeScratch, scratch } from './processes.mjs';
import { connections, ratioRows, rounds } from './ratios.mjs';
import { basket, request, service, settings, user } from './requests.mjs';
import { table } from './table.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Makes the schema of the service, as a release does. */
const migrate = async (main, variables) => {
  const child = spawn('node', [main, 'migrate'], { env: { PATH: process.env.PATH, ...variables }, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the migration ended with code ${code}; look above`);
};

/** Starts a server of the bench. */
const serverIn = (databaseUrl, variables) => async (file, name) => {
  const child = forked(file, name);
  const { url } = await ask(child, { databaseUrl, variables: { ...variables, PORT: String(await freePort()) } });
  return { child, port: Number(new URL(url).port) };
};

/** Orders to read, placed by the baseline. */
const placeOrders = async (load, { port }, token) => {
  const job = { port, connections, count: 500, status: 201, requests: [request(token, 'POST', '/orders', basket)] };
  return (await ask(load, job)).bodies.map((body) => JSON.parse(body).id);
};

const comparisons = async (start, files, token) => {
  const [ours, plain, load] = [await start(files.kit, 'kit'), await start(files.plain, 'plain'), forked(join(here, 'load.mjs'), 'load')];
  await pause(500);
  const ids = await placeOrders(load, plain, token);
  const rows = await ratioRows({ load, ours, plain, token, ids });
  await Promise.all([ours.child, plain.child, load].map(end));
  return { rows, ids };
};

/** Processes of the service on the box: one for each processor, or as many as `--processes <n>` says. */
const processes = Number(process.argv[process.argv.indexOf('--processes') + 1]) || availableParallelism();

const box = async (start, files, token, ids) => {
  const servers = await Promise.all(Array.from({ length: processes }, (_, at) => start(files.kit, `box-${at}`)));
  const cannon = forked(join(here, 'cannon.mjs'), 'cannon');
  await pause(500);
  const rows = await boxRows({ cannon, servers, token, ids });
  await Promise.all([...servers.map(({ child }) => child), cannon].map(end));
  return rows;
};

const catalogue = async (start, file, token) => {
  const servers = await Promise.all(Array.from({ length: processes }, (_, at) => start(file, `catalogue-${at}`)));
  const cannon = forked(join(here, 'cannon.mjs'), 'cannon');
  const rows = await catalogueRows({ cannon, servers, ids: await fillShelf(servers[0], token) });
  await Promise.all([...servers.map(({ child }) => child), cannon].map(end));
  return rows;
};

const print = (ratios, others) => {
  if (process.argv.includes('--json')) return console.log(JSON.stringify([...ratios, ...others], undefined, 2));
  console.log(
    `processor time of the server for a request, medians of ${rounds} paired rounds, ${connections} connections\n${table(ratios)}\n`,
  );
  console.log(
    `${processes} processes of the service, PostgreSQL and load generator on ${availableParallelism()} processors, ${boxConnections} connections; events; start\n${table(others)}`,
  );
};

let stop = async () => undefined;
try {
  const main = await bundled(`${service}/main.ts`, 'main');
  const shelf = await bundled(`${catalogueService}/main.ts`, 'shelf');
  const [kit, plain, products, surroundings] = await Promise.all([
    bundled('tools/bench/services/kit-server.ts', 'kit'),
    bundled('tools/bench/services/plain-server.ts', 'plain'),
    bundled('tools/bench/services/catalogue-server.ts', 'catalogue'),
    bundled('tools/bench/services/surroundings.ts', 'surroundings'),
  ]);
  const { startPostgres, doubleIssuer } = createRequire(import.meta.url)(surroundings);
  const postgres = await startPostgres({ folder: join(scratch, 'postgres'), durable: false, detached: false });
  stop = () => postgres.stop();
  const issuer = await doubleIssuer(() => new Date());
  stop = async () => {
    issuer.close();
    await postgres.stop();
  };
  const databaseUrl = await postgres.createDatabase('bench', { owner: 'bench', password: 'bench' });
  const variables = settings(databaseUrl, issuer.url, await freePort());
  await migrate(main, variables);
  const catalogueUrl = await postgres.createDatabase('catalogue', { owner: 'catalogue', password: 'bench' });
  const ofCatalogue = catalogueSettings(variables, catalogueUrl);
  await migrate(shelf, ofCatalogue);

  const token = await issuer.token({ subject: user, scopes: ['orders:own'], expiresIn: 3600 });
  const start = serverIn(databaseUrl, variables);
  const { rows: ratios, ids } = await comparisons(start, { kit, plain }, token);
  const merchandiser = await issuer.token({ subject: user, scopes: ['products:write'], expiresIn: 3600 });
  const others = [
    ...(await catalogue(serverIn(catalogueUrl, ofCatalogue), products, merchandiser)),
    ...(await box(start, { kit }, token, ids)),
    ...(await eventRows(databaseUrl)),
    ...(await bootRows(main, variables)),
  ];
  progress('');
  print(ratios, others);
  process.exitCode = [...ratios, ...others].every(({ holds }) => holds) ? 0 : 1;
} finally {
  await endAll();
  await stop();
  removeScratch();
}
