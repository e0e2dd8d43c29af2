import type { ReceivedRecord } from '../events/bus';
import { recordingBus } from '../testing/recording-bus';
import { Faults, faultFlags } from './faults';
import { FaultyBus } from './faulty-bus';

const record = (key: string, offset: number): ReceivedRecord => ({
  ...{ topic: 'a.b.v1', key, headers: {}, value: Buffer.from('{}'), partition: 0, offset: String(offset) },
});

test('shuffle mixes keys and keeps the order of each', async () => {
  const [bus, faults] = [recordingBus(), new Faults()];
  faults.now = faultFlags.parse({ shuffle: true });
  const got: ReceivedRecord[] = [];
  await new FaultyBus(bus, faults).subscribe({ group: 'g', topics: [], handle: async (records) => void got.push(...records) });
  const sent = Array.from({ length: 90 }, (_, at) => record('abc'.charAt(at % 3), at));
  await bus.subscription()?.handle(sent);
  expect(got).not.toEqual(sent);
  for (const key of 'abc') expect(got.filter((each) => each.key === key)).toEqual(sent.filter((each) => each.key === key));
});
