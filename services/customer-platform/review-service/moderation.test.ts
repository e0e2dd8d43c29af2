import { v7 } from 'uuid';
import { type Reviewed, refusal, testReviews } from './testing';

let shop: Reviewed;

beforeAll(async () => {
  shop = await testReviews();
});

afterAll(() => shop?.stop());

const decide = (verb: 'approve' | 'reject', id: string, body: object = { reason: 'because' }) =>
  shop.moderator.send('POST', `/reviews/${id}/${verb}`, { body });
const queue = async (): Promise<{ id: string; heldFor: string; reports: { reason: string }[] }[]> =>
  (await shop.moderator.send('GET', '/reviews/queue?limit=100')).body.data;
const queued = async (id: string) => (await queue()).find((each) => each.id === id);
const report = async (id: string, times: number) => {
  for (let n = 0; n < times; n++)
    expect((await (await shop.person()).send('POST', `/reviews/${id}/reports`, { body: { reason: `reason ${n}` } })).status).toBe(204);
};

describe('what waits for a moderator', () => {
  test.each(['Buy at https://cheap.example', 'see www.cheap.example', 'write to me@cheap.example'])(
    'a text with contact data is not public, and when a moderator rejects it, it never counts: %s',
    async (text) => {
      const { productId, id } = await shop.pending(undefined, { text });
      await shop.wait();
      expect([await shop.ids(productId), (await queued(id))?.heldFor]).toEqual([[], 'contact']);
      expect((await decide('reject', id)).body).toMatchObject({ status: 'rejected', reason: 'because' });
      await shop.wait();
      expect([await shop.ids(productId), await queued(id), await shop.told(productId)]).toEqual([[], undefined, []]);
      expect(await shop.summary(productId)).toMatchObject({ count: 0 });
    },
  );

  test('a review that three people reported; it stays public until a moderator decides', async () => {
    const { productId, id } = await shop.shown();
    const one = await shop.person();
    for (let n = 0; n < 3; n++) await one.send('POST', `/reviews/${id}/reports`, { body: { reason: 'again' } });
    await report(id, 1);
    expect(await queued(id)).toBeUndefined();
    await report(id, 1);
    expect(await queued(id)).toMatchObject({ heldFor: 'reports', status: 'published' });
    expect((await queued(id))?.reports.map(({ reason }) => reason).sort()).toEqual(['again', 'reason 0', 'reason 0']);
    expect(await shop.ids(productId)).toEqual([id]);
    expect((await decide('approve', id)).status).toBe(200);
    expect([await queued(id), await shop.ids(productId)]).toEqual([undefined, [id]]);
    await report(id, 2);
    expect(await queued(id)).toBeUndefined();
    await report(id, 1);
    expect((await queued(id))?.reports).toHaveLength(3);
    expect((await decide('reject', id)).body).toMatchObject({ status: 'removed', reason: 'because' });
    expect((await decide('reject', id)).status).toBe(200);
    expect((await shop.told(productId)).map(({ what, data }) => [what, data.reason])).toEqual([
      ['published', undefined],
      ['removed', 'moderator'],
    ]);
  });

  test('a reported review stays held when its author changes it', async () => {
    const { author, productId, id } = await shop.shown();
    await report(id, 3);
    await author.send('PATCH', `/reviews/${id}`, { ifMatch: '"2"', body: { text: 'Better now?' } });
    await shop.wait();
    expect([await shop.ids(productId), (await queued(id))?.heldFor]).toEqual([[], 'reports']);
  });

  test('what was refused once does not come out unseen, changed or written anew', async () => {
    const { author, productId, id } = await shop.pending();
    await decide('reject', id);
    await author.send('PATCH', `/reviews/${id}`, { ifMatch: '"2"', body: { text: 'Once more' } });
    await shop.wait();
    expect((await queued(id))?.heldFor).toBe('refused');
    await author.send('DELETE', `/reviews/${id}`);
    const next = (await author.writes(productId)).body.id;
    await shop.wait();
    expect([await shop.ids(productId), (await queued(next))?.heldFor]).toEqual([[], 'refused']);
    expect((await decide('approve', next)).body.status).toBe('published');
    expect(await shop.ids(productId)).toEqual([next]);
  });

  test('comes in pages, what has waited longest first', async () => {
    for (let n = 0; n < 3; n++) await shop.pending(undefined, { text: 'www.example' });
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body } = await shop.moderator.send('GET', `/reviews/queue?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.page.nextCursor;
    }
    expect(seen).toEqual((await queue()).map(({ id }) => id));
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('a decision', () => {
  test('is made once, and may be repeated', async () => {
    const { productId, id } = await shop.pending();
    const answers = await Promise.all(Array.from({ length: 5 }, () => decide('approve', id, {})));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(200));
    expect([(await shop.told(productId)).length, await shop.summary(productId)]).toEqual([1, expect.objectContaining({ count: 1 })]);
  });

  test('of two that differ leaves one state behind, and the rating fits it', async () => {
    for (let round = 0; round < 5; round++) {
      const { productId, id } = await shop.pending();
      await Promise.all([decide('approve', id), decide('reject', id)]);
      const { status } = (await shop.sql<{ status: string }>('SELECT status FROM reviews WHERE id = $1', [id]))[0] ?? {};
      expect(['removed', 'rejected']).toContain(status);
      expect(await shop.summary(productId)).toMatchObject({ count: 0, average: 0, histogram: [0, 0, 0, 0, 0] });
    }
  });

  test('to approve what was rejected is refused, and a rejection needs a reason', async () => {
    const { id } = await shop.pending();
    expect(refusal(await decide('reject', id, {}))).toEqual([400, 'validation-failed']);
    await decide('reject', id);
    expect((await decide('reject', id)).status).toBe(200);
    expect(refusal(await decide('approve', id))).toEqual([409, 'already-rejected']);
    for (const verb of ['approve', 'reject'] as const) expect(refusal(await decide(verb, v7()))).toEqual([404, 'not-found']);
  });

  test('is told in metrics', async () => {
    const { body } = await shop.request('GET', '/metrics');
    for (const status of ['pending', 'published', 'rejected', 'removed'])
      expect(body).toMatch(new RegExp(`review_total\\{status="${status}"\\} [1-9]`));
    expect(body).toMatch(/review_moderation_seconds_count [1-9]/);
    expect(body).toMatch(/review_rating_average \d/);
  });
});
