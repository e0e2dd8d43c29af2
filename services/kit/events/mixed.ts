import type { ReceivedRecord } from './bus';

/** The records in an order by chance in which those of one key keep theirs: the turns of the keys are drawn, not the records. */
export const mixed = (records: readonly ReceivedRecord[]): ReceivedRecord[] => {
  const queues = new Map<string, ReceivedRecord[]>();
  for (const record of records) queues.set(record.key, [...(queues.get(record.key) ?? []), record]);
  const turns = records.map(({ key }) => ({ key, at: Math.random() })).sort((a, b) => a.at - b.at);
  return turns.flatMap(({ key }) => queues.get(key)?.shift() ?? []);
};
