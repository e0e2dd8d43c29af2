// Processor time of a request in the kit as a ratio to a plain baseline of the same run.
import { median, progress } from '../figures.mjs';
import { ask, atLeast, quick } from './processes.mjs';
import { basket, request } from './requests.mjs';

export const rounds = quick ? 1 : 31;
export const connections = 16;

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

const compare = async (load, ours, plain, subject) => {
  const pairs = [];
  for (let round = -1; round < rounds; round++) {
    progress(`${subject.name}: round ${round + 1} of ${rounds}`);
    // Whoever comes second finds a warmer machine, so they take turns.
    const order = round % 2 ? [ours, plain] : [plain, ours];
    const taken = new Map();
    for (const server of order) taken.set(server, await measure(load, server, subject));
    if (round >= 0) pairs.push({ ours: taken.get(ours), plain: taken.get(plain) }); // The first one lets V8 compile.
  }
  return pairs;
};

/** A row for each subject: medians of all rounds. */
export const ratioRows = async ({ load, ours, plain, token, ids }) => {
  const rows = [];
  for (const subject of subjects(token, ids)) {
    const pairs = await compare(load, ours, plain, subject);
    const ratio = median(pairs.map((pair) => pair.plain / pair.ours));
    const [own, baseline] = ['ours', 'plain'].map((key) => median(pairs.map((pair) => pair[key])));
    rows.push({ name: subject.name, unit: 'µs', ours: own, baseline, ratio, ...atLeast(ratio, subject.budget, '') });
  }
  return rows;
};
