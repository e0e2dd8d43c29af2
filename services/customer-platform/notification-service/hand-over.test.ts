import type { Context, Queues, Transaction } from '#kit';
import { HandOver } from './hand-over';

const warnings: string[] = [];
const context = { log: { warn: (_: object, message: string) => void warnings.push(message) } } as unknown as Context;

/** A transaction, and what happens when it is committed. */
const transactionOf = () => {
  const afterCommit = new Set<() => void>();
  const transaction = { context, afterCommit } as unknown as Transaction;
  return { transaction, commit: () => afterCommit.forEach((wake) => void wake()) };
};

const queuesOf = (send: Queues['send']): Queues => ({ send });

test('puts the ids of a transaction on the queue at once, after its commit and not before', () => {
  const sent: (readonly string[])[] = [];
  const handOver = new HandOver(queuesOf(async (_, ids) => void sent.push(ids)));
  const [one, other] = [transactionOf(), transactionOf()];
  handOver.afterCommit(one.transaction, [{ id: 'a' }]);
  handOver.afterCommit(other.transaction, [{ id: 'x' }]);
  // The events of one batch have one transaction, each with a context of its own.
  handOver.afterCommit(Object.create(one.transaction) as Transaction, [{ id: 'b' }, { id: 'c' }]);
  handOver.afterCommit(one.transaction, []);
  expect(sent).toEqual([]);
  one.commit();
  expect(sent).toEqual([['a', 'b', 'c']]);
});

test('a queue that is away fails nobody; the log says so', async () => {
  const handOver = new HandOver(queuesOf(() => Promise.reject(new Error('away'))));
  await expect(handOver.put(context, ['a'])).resolves.toBeUndefined();
  expect(warnings).toEqual(['messages could not be put on the queue; the sweeper puts them']);
});
