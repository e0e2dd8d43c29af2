import { accepted, type Fields, kitchen, meals, mistakesIn, open, type Row, refused, sampleWith } from './testing';

const zones = ['a', 'b', 'c'];
const first = { region: 'ap-south-1', zones, kubernetes: '1.35', cidr: '10.200.0.0/16' };
const second = { ...first, region: 'ap-south-2', cidr: '10.201.0.0/16', standby: true };
/** The environment as one that promises the targets. */
const held = (fields: Fields = {}): Fields => ({ targets: undefined, clusters: [first, second], ...fields });
const optOut = "write targets: 'none', so that nobody relies on it";

accepted([
  [open, held()],
  [
    open,
    held({
      clusters: [
        { ...first, standby: true },
        { ...second, standby: false },
      ],
    }),
  ],
  [open, { shape: 'small', targets: undefined, clusters: [{ ...first, zones: ['a', 'b'] }] }],
  [open, { clusters: [{ ...first, zones: ['a', 'b'] }] }],
  [open, held({ database: { maxConnections: 500, writesWait: true } })],
  [open, { database: { maxConnections: 500, writesWait: false } }],
]);

refused(open, [
  [
    held({ clusters: [first] }),
    `recovery-without-standby: promises to be back 1h after a region is lost, and has clusters in ap-south-1 alone; add a cluster with standby: true in another region, or ${optOut}`,
  ],
  ...[0, 1].map((index): Row => {
    const clusters = [first, second].map((each, at) => (at === index ? { ...each, zones: ['a', 'b'] } : each));
    const { region } = [first, second][index] ?? first;
    const fact = `clusters[${index}].zones of ${region} are a, b, and of two no majority is left when one is lost`;
    return [held({ clusters }), `recovery-without-zones: ${fact}; name a third zone, or ${optOut}`];
  }),
  [
    { database: { maxConnections: 500, writesWait: true } },
    'writes-wait-alone: database.writesWait is true, and there is no other region to wait for, so nothing could ever be written; remove it until the standby is there',
  ],
  [held({ targets: 'some' }), "unknown-value: targets is 'some'; write 'none'"],
]);

describe('a service whose stores have no source', () => {
  const fix = "add database: 'postgresql', from which it is sent again";
  test.each([
    [{ produces: [meals.cooked], queues: [] }, 'produces events'],
    [{ queues: ['pans'] }, 'queues pans and produces events'],
  ])('%j', (fields, kept) => {
    const registry = sampleWith({ [open]: held(), [kitchen]: { ...fields, database: undefined } });
    const fact = `${kept} without a database, so what is not yet handled in open is lost with its region`;
    expect(mistakesIn(registry)).toEqual([`${kitchen}: recovery-without-source: ${fact}; ${fix}`]);
  });

  test('is let be where nothing is promised', () => expect(mistakesIn(sampleWith({ [kitchen]: { database: undefined } }))).toEqual([]));
});

test('a promise that cannot be kept in several ways is refused in all of them at once', () => {
  const registry = sampleWith({ [open]: held({ clusters: [{ ...first, zones: ['a', 'b'] }] }), [kitchen]: { database: undefined } });
  expect(mistakesIn(registry).map((line) => line.split(': ')[1])).toEqual([
    'recovery-without-standby',
    'recovery-without-zones',
    'recovery-without-source',
  ]);
});
