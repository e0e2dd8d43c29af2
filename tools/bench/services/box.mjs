// What one box of two processors does that holds the service, its PostgreSQL and the load generator.
import { median, progress } from '../figures.mjs';
import { ask, atLeast, atMost, quick } from './processes.mjs';
import { basket } from './requests.mjs';

/** The connections at which all figures of the box hold. */
export const connections = 32;

const [warmSeconds, seconds, rounds] = [2, 4, quick ? 1 : 3];

/** `[<id>]` stands for something that is new each time. */
const jobs = (token, ids) => {
  const headers = { authorization: `Bearer ${token}` };
  return {
    read: { title: 'reads', status: 200, requests: ids.map((id) => ({ method: 'GET', path: `/orders/${id}`, headers })) },
    write: {
      title: 'order writes',
      status: 201,
      idReplacement: true,
      requests: [
        {
          method: 'POST',
          path: '/orders',
          headers: { ...headers, 'content-type': 'application/json', 'idempotency-key': '"bench-[<id>]"' },
          body: basket,
        },
      ],
    },
  };
};

const fire = async (cannon, servers, job) => {
  const url = servers.map(({ port }) => `http://127.0.0.1:${port}`);
  const run = (duration) => ask(cannon, { ...job, url, connections, duration });
  progress(`${job.title}: warming up`);
  await run(warmSeconds);
  const runs = [];
  for (let round = 1; round <= rounds; round++) {
    progress(`${job.title}: round ${round} of ${rounds}`);
    runs.push(await run(seconds));
  }
  return { perSecond: median(runs.map((each) => each.perSecond)), p95: median(runs.map((each) => each.p95)) };
};

/** Rows for reading products, which the service keeps at hand for 30 seconds. */
export const catalogueRows = async ({ cannon, servers, ids }) => {
  const requests = ids.map((id) => ({ method: 'GET', path: `/products/${id}` }));
  const { perSecond, p95 } = await fire(cannon, servers, { title: 'product reads', status: 200, requests });
  return [
    { name: 'reads of products on the box', unit: '/s', ours: perSecond, ...atLeast(perSecond, 10_000, '/s') },
    { name: 'reads of products, p95', unit: 'ms', digits: 1, ours: p95, ...atMost(p95, 10, 'ms') },
  ];
};

/** Rows for reads and writes: medians of some rounds. The servers are processes of one service, among which the connections are divided. */
export const boxRows = async ({ cannon, servers, token, ids }) => {
  const { read, write } = jobs(token, ids);
  const reads = await fire(cannon, servers, read);
  const writes = await fire(cannon, servers, write);
  /** For comparison: how many there are follows from the processor time of each, which has a budget of its own. */
  const rate = (name, value) => ({ name, unit: '/s', ours: value, budget: 'none of its own', holds: true });
  const time = (name, value, most) => ({ name, unit: 'ms', digits: 1, ours: value, ...atMost(value, most, 'ms') });
  return [
    rate('reads of orders on the box', reads.perSecond),
    time('reads of orders, p95', reads.p95, 10),
    rate('orders with outbox on the box', writes.perSecond),
    time('orders with outbox, p95', writes.p95, 30),
  ];
};
