// Fires requests for some seconds from a process of its own, and tells how many were answered and how long 95 % of them took at most.
import autocannon from 'autocannon';

const fire = async ({ status, ...options }) => {
  const times = [];
  const run = autocannon({ ...options, setupClient: undefined });
  let wrong = 0;
  run.on('response', (_client, code, _bytes, milliseconds) => {
    if (code === status) times.push(milliseconds);
    else wrong += 1;
  });
  const { duration, errors, timeouts } = await run;
  if (wrong + errors + timeouts > 0 || times.length === 0)
    throw new Error(
      `${options.title}: ${times.length} answers ${status}, ${wrong} others, ${errors} broken, ${timeouts} without an answer`,
    );
  times.sort((a, b) => a - b);
  return { perSecond: times.length / duration, p95: times[Math.floor(times.length * 0.95)] };
};

process.on('message', (job) =>
  fire(job).then(
    (result) => process.send(result),
    (error) => process.send({ error: error.message }),
  ),
);
