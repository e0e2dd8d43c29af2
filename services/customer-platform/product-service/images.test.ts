import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { type Catalogue, refusal, testCatalogue } from './testing';

let shop: Catalogue;
let seller: string;
let rival: string;
let editor: string;

beforeAll(async () => {
  shop = await testCatalogue();
  seller = await shop.token({ subject: shop.sellerId, scopes: ['images:own'] });
  rival = await shop.token({ subject: v7(), scopes: ['images:own'] });
  editor = await shop.token({ subject: v7(), scopes: ['images:write'] });
});

afterAll(() => shop?.stop());

/** Random bytes of a picture, and what is announced of them. */
const picture = (bytes: Buffer = randomBytes(64)) => ({
  bytes,
  wish: { contentType: 'image/png', sizeBytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
});
const add = (id: string, body: object, token = seller, key = v7()) => shop.request('POST', `/products/${id}/images`, { token, key, body });
const complete = (id: string, imageId: string, token = seller) =>
  shop.request('POST', `/products/${id}/images/${imageId}/complete`, { token });
const upload = ({ uploadUrl, uploadHeaders }: Awaited<ReturnType<typeof add>>['body'], bytes: Buffer) =>
  fetch(uploadUrl, { method: 'PUT', body: new Uint8Array(bytes), headers: uploadHeaders });
const attach = async (id: string, token = seller) => {
  const { wish, bytes } = picture();
  const { body } = await add(id, wish, token);
  await upload(body, bytes);
  return { imageId: body.imageId, answer: await complete(id, body.imageId, token) };
};

test('an image that has arrived as announced is shown with the product, and told once', async () => {
  const id = await shop.onShelf('I-1');
  const { bytes, wish } = picture();
  const { status, body } = await add(id, wish);
  expect([status, Date.parse(body.expiresAt) > Date.now() + 14 * 60_000]).toEqual([201, true]);
  expect((await upload(body, bytes)).status).toBe(200);
  expect((await shop.request('GET', `/products/${id}/images/${body.imageId}`)).status).toBe(404);
  const imageUrl = `${shop.url}/products/${id}/images/${body.imageId}`;
  expect((await complete(id, body.imageId)).body).toMatchObject({ imageUrl, version: 4 });
  expect((await complete(id, body.imageId)).body).toMatchObject({ imageUrl, version: 4 });
  expect((await shop.told(id)).slice(3)).toMatchObject([
    { what: 'product.updated', version: 4, data: { imageUrl, changed: ['imageUrl'] } },
  ]);
  const shown = await shop.request('GET', `/products/${id}/images/${body.imageId}`);
  expect([shown.status, shown.headers.get('cache-control')]).toEqual([302, 'public, max-age=300']);
  const there = await fetch(shown.headers.get('location') ?? '');
  expect([there.headers.get('content-type'), Buffer.from(await there.arrayBuffer())]).toEqual(['image/png', bytes]);
});

test('the first image stays the main one', async () => {
  const id = await shop.onShelf('I-2');
  const first = await attach(id);
  const second = await attach(id, editor);
  expect(second.answer.body.imageUrl).toContain(first.imageId);
  expect((await shop.told(id)).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
});

test('an image that has other bytes than announced, or none, is refused, and nothing is told', async () => {
  const id = await shop.onShelf('I-3');
  const { bytes, wish } = picture();
  const announced = (await add(id, wish)).body;
  const { imageId } = announced;
  expect(refusal(await complete(id, imageId))).toEqual([422, 'upload-mismatch']);
  expect((await upload(announced, randomBytes(64))).ok).toBe(false);
  for (const [other, type] of [
    [randomBytes(64), 'image/png'],
    [bytes.subarray(1), 'image/png'],
    [bytes, 'image/gif'],
  ] as const) {
    await shop.objects.put('images', `${id}/${imageId}`, other, type);
    expect(refusal(await complete(id, imageId))).toEqual([422, 'upload-mismatch']);
  }
  expect([(await shop.request('GET', `/products/${id}`)).body.imageUrl, (await shop.told(id)).length]).toEqual([undefined, 3]);
  await upload(announced, bytes);
  expect((await complete(id, imageId)).status).toBe(200);
});

test('one key announces one image', async () => {
  const id = await shop.onShelf('I-4');
  const [{ wish }, key] = [picture(), v7()];
  const [first, again] = [await add(id, wish, seller, key), await add(id, wish, seller, key)];
  expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
  expect(refusal(await add(id, wish, seller, ''))).toEqual([400, 'idempotency-key-required']);
});

test.each([
  ...[{ contentType: 'image/svg+xml' }, { contentType: 'text/html' }, { sizeBytes: 0 }, { sizeBytes: 10 * 1024 * 1024 + 1 }],
  ...[{ sha256: 'abc' }, { sha256: 'A'.repeat(64) }, { url: 'http://example.com' }],
])('refuses %j', async (change) => {
  expect(refusal(await add(v7(), { ...picture().wish, ...change }))).toEqual([400, 'validation-failed']);
});

test('product I5: sellers add images to their own products only', async () => {
  const id = await shop.onShelf('I-5');
  const { wish } = picture();
  const { imageId } = (await add(id, wish)).body;
  expect(refusal(await add(id, wish, rival))).toEqual([404, 'not-found']);
  expect(refusal(await complete(id, imageId, rival))).toEqual([404, 'not-found']);
  expect(refusal(await complete(await shop.onShelf('I-6'), imageId))).toEqual([404, 'not-found']);
  expect(refusal(await complete(id, v7()))).toEqual([404, 'not-found']);
  for (const path of [`/products/${id}/images`, `/products/${id}/images/${imageId}/complete`]) {
    expect(refusal(await shop.request('POST', path))).toEqual([401, 'unauthenticated']);
    expect(refusal(await shop.request('POST', path, { token: shop.seller }))).toEqual([403, 'forbidden']);
  }
});

test('a product has at most twenty images, and a retired one gets none', async () => {
  const id = await shop.onShelf('I-7');
  const answers = [];
  for (let n = 0; n < 21; n++) answers.push(await add(id, picture().wish));
  expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(201), 422]);
  await shop.act(id, 'retire');
  expect(refusal(await add(id, picture().wish))).toEqual([409, 'already-retired']);
});
