import { beyond, isHeld, type Loss, losses, type Recovery, recoveries, targets } from './recovery';
import { inSeconds } from './units';

const all = recoveries.flatMap((row) => (Object.keys(losses) as (keyof typeof losses)[]).map((loss) => ({ row, loss, said: row[loss] })));

/** What is wrong with a row of the table. */
const wrongWith = ({ availability: { percent, meanwhile } }: Pick<Recovery, 'availability'>, said: Loss): string[] => [
  ...(beyond(said).length > 0 && !said.accepted ? ['is beyond the targets, and nobody says why that is accepted'] : []),
  ...(beyond(said).length === 0 && said.accepted ? ['accepts what is within the targets'] : []),
  ...(percent < targets.availability && !meanwhile ? ['is away more than the target, and nobody says how callers are answered'] : []),
  ...(percent >= targets.availability && meanwhile ? ['says how callers are answered while it is there'] : []),
];

test.each(all.map((each) => [each.row.store, losses[each.loss], each] as const))('%s, %s', (_, __, { row, said }) =>
  expect(wrongWith(row, said)).toEqual([]),
);

test.each(all.map(({ row, loss, said }) => [row.store, losses[loss], [said.see, row.availability.see]] as const))(
  '%s, %s: leads to pages of those who make it',
  (_, __, pages) => {
    for (const page of pages) expect(page).toMatch(/^https:\/\/(docs\.aws\.amazon\.com|aws\.amazon\.com|argo-cd\.readthedocs\.io)\/.+/);
  },
);

test('no store is there twice', () => expect(new Set(recoveries.map(({ store }) => store)).size).toBe(recoveries.length));

test('the targets are those that people were told', () =>
  expect([targets.availability, inSeconds(targets.time), inSeconds(targets.point)]).toEqual([99.99, 3600, 300]));

test.each([
  ['full', undefined, true],
  ['full', 'none', false],
  ['small', undefined, false],
  ['frugal', undefined, false],
] as const)('an environment of the shape %s with targets %s promises them: %s', (shape, written, promised) =>
  expect(isHeld({ shape, ...(written && { targets: written }) })).toBe(promised),
);

test('a row that promises too little, or excuses itself for nothing, is noticed', () => {
  const late: Loss = { point: '6m', time: '61m', by: 'nothing', see: 'x' };
  const fine: Loss = { ...late, point: '5m', time: '1h' };
  const availability = { percent: 99.99, see: 'x' };
  expect(beyond(late)).toEqual(['point', 'time']);
  expect(wrongWith({ availability }, late)).toHaveLength(1);
  expect(wrongWith({ availability }, { ...late, accepted: 'so' })).toEqual([]);
  expect(wrongWith({ availability }, fine)).toEqual([]);
  expect(wrongWith({ availability }, { ...fine, accepted: 'so' })).toHaveLength(1);
  expect(wrongWith({ availability: { percent: 99.9, see: 'x' } }, fine)).toHaveLength(1);
  expect(wrongWith({ availability: { ...availability, meanwhile: 'so' } }, fine)).toHaveLength(1);
});
