import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/**
 * Gives what runs an export of a bundle in a thread of its own, beside whatever the caller does meanwhile. What it gives back must be data. An
 * error that it throws is thrown to who waits for it.
 */
export const besideOf = (bundle, from) => async (name) => {
  const worker = new Worker(new URL('./beside-thread.cjs', import.meta.url), { workerData: { bundle, from, name } });
  const [result] = await once(worker, 'message');
  await worker.terminate();
  return result;
};
