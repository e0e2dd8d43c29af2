// Sends requests over connections that stay open, one at a time on each, from a process of its own. It writes ready-made bytes and looks only
// for status and length of an answer, because a client of the usual kind costs more than the servers that are measured. It never sleeps while
// it `spins`: to wake it up would cost the server as much as a plain answer, and only the slower of two servers would have to pay.
import { connect } from 'node:net';

/** Stands in a request for something that is new each time. */
const fresh = '@fresh@';
let made = 0;

const textOf = (template) => (template.includes(fresh) ? template.replace(fresh, `${process.pid}-${made++}`) : template);

/** The body of an answer that has come as a whole; throws when its status is another one. */
const bodyOf = (received, status) => {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = Number(/content-length: (\d+)/i.exec(received.slice(0, end))?.[1]);
  if (received.length < end + 4 + length) return undefined;
  if (!received.startsWith(`HTTP/1.1 ${status} `)) throw new Error(`not ${status}: ${received.slice(0, 1000)}`);
  return received.slice(end + 4);
};

/** One connection: sends the next request when it has the answer to the last, until `next` has none; `answered` gets the bodies. */
const converse = ({ port, status }, next, answered) =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let received = '';
    const send = () => {
      const text = next();
      if (text === undefined) socket.end();
      else socket.write(text, 'latin1');
    };
    socket.setEncoding('latin1');
    socket.on('connect', send).on('error', reject).on('close', resolve);
    socket.on('data', (chunk) => {
      received = received === '' ? chunk : received + chunk;
      try {
        const body = bodyOf(received, status);
        if (body === undefined) return;
        answered(body);
        received = '';
        send();
      } catch (error) {
        socket.destroy(error);
      }
    });
  });

const mostKept = 500;

/** Sends `count` requests over all connections together, and gives the bodies of the first answers. */
const run = async ({ requests, count, connections, spins, ...to }) => {
  const bodies = [];
  let [sent, busy] = [0, true];
  const next = () => (sent === count ? undefined : textOf(requests[sent++ % requests.length]));
  const spin = () => busy && setImmediate(spin);
  if (spins) spin();
  try {
    await Promise.all(
      Array.from({ length: connections }, () => converse(to, next, (body) => bodies.length < mostKept && bodies.push(body))),
    );
  } finally {
    busy = false;
  }
  return { bodies };
};

process.on('message', (job) =>
  run(job).then(
    (result) => process.send(result),
    (error) => process.send({ error: error.message }),
  ),
);
