import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { ManualClock } from '../clock';
import { type Objects, uploadHeaders } from '../ports/objects';
import { type S3Double, s3Double } from '../testing/s3-double';
import { FolderObjects, sha256Of } from './folder-objects';
import { S3Objects } from './s3-objects';

const bytes = Buffer.from([0, 255, 13, 10, 1]);
const sha256 = sha256Of(bytes);
const folder = mkdtempSync(join(tmpdir(), 'objects-test-'));
let double: S3Double;
let client: S3Client;

beforeAll(async () => {
  double = await s3Double();
  client = new S3Client({
    ...{ endpoint: double.url, region: 'eu-central-1', credentials: { accessKeyId: 'AKID', secretAccessKey: 'x' } },
    ...{ requestChecksumCalculation: 'WHEN_REQUIRED', maxAttempts: 1 },
  });
});

afterAll(() => {
  client.destroy();
  double?.close();
  rmSync(folder, { recursive: true });
});

const inFolder = (): Objects =>
  new FolderObjects({
    ...{ folders: { images: join(folder, 'images') }, publicUrl: 'http://127.0.0.1/gifts' },
    ...{ signingKey: () => 'key', clock: new ManualClock() },
  });
const inS3 = (): Objects => new S3Objects(client, { images: 'org-gift-images' });

describe.each([
  ['in a folder', inFolder],
  ['in S3', inS3],
])('objects %s', (_, make) => {
  test('what is put is there, with its facts, until it is deleted', async () => {
    const objects = make();
    expect([await objects.get('images', 'a/b.png'), await objects.facts('images', 'a/b.png')]).toEqual([undefined, undefined]);
    await objects.put('images', 'a/b.png', Buffer.from('old'), 'text/plain');
    await objects.put('images', 'a/b.png', bytes, 'image/png');
    expect(await objects.get('images', 'a/b.png')).toEqual(bytes);
    expect(await objects.facts('images', 'a/b.png')).toEqual({ sizeBytes: 5, contentType: 'image/png', sha256 });
    await objects.delete('images', 'a/b.png');
    await objects.delete('images', 'a/b.png');
    expect(await objects.get('images', 'a/b.png')).toBeUndefined();
  });

  test.each([
    '../a',
    'a/../../b',
    'a/..',
    '/etc/passwd',
    'a//b',
    './a',
    'a/./b',
    'a/',
    '',
    'A',
    'a b',
    'a\\b',
    'a%2e',
    'a\0',
    'a~type',
    `${'a'.repeat(201)}`,
  ])('the key %j is refused everywhere', async (key) => {
    const objects = make();
    const upload = { contentType: 'image/png', sizeBytes: 5, sha256, forSeconds: 60 };
    for (const attempt of [
      () => objects.get('images', key),
      () => objects.put('images', key, bytes, 'image/png'),
      () => objects.facts('images', key),
      () => objects.delete('images', key),
      () => objects.uploadUrl('images', key, upload),
      () => objects.downloadUrl('images', key, 60),
    ])
      await expect(attempt()).rejects.toThrow(/wrong-key: it is not of a-z.*; make it from ids$/);
  });

  test.each(['others', 'toString', '__proto__'])('the bucket %s, which the definition does not name, is refused', async (bucket) => {
    await expect(make().get(bucket, 'a')).rejects.toThrow(
      `bucket ${bucket}: unknown-bucket: the definition names images; use one of them, or add it to buckets`,
    );
  });
});

test('in a folder nothing unfinished is left, and many at once leave one whole', async () => {
  const objects = inFolder();
  const all = Array.from({ length: 20 }, (_, at) => Buffer.alloc(50_000, at));
  await Promise.all(all.map((each) => objects.put('images', 'many/one', each, 'application/octet-stream')));
  const found = await objects.get('images', 'many/one');
  expect(all.some((each) => found && each.equals(found))).toBe(true);
  expect(readdirSync(join(folder, 'images', 'many')).sort()).toEqual(['one', 'one~type']);
});

describe('addresses of S3', () => {
  const upload = { contentType: 'image/png', sizeBytes: bytes.length, sha256, forSeconds: 900 };

  test('an upload is bound to its length, its type and its hash', async () => {
    const objects = inS3();
    const url = await objects.uploadUrl('images', 'up/1.png', upload);
    const { pathname, searchParams } = new URL(url);
    expect(pathname).toBe('/org-gift-images/up/1.png');
    expect(searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host;x-amz-checksum-sha256');
    expect(searchParams.get('X-Amz-Expires')).toBe('900');
    expect(searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/);
    expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
    expect((await fetch(url, { method: 'PUT', body: bytes, headers: { 'content-type': 'image/png' } })).status).toBe(403);
    expect((await fetch(url, { method: 'PUT', body: bytes, headers: uploadHeaders(upload) })).status).toBe(200);
    expect(await objects.facts('images', 'up/1.png')).toEqual({ sizeBytes: 5, contentType: 'image/png', sha256 });
  });

  test('a download needs no header and no token', async () => {
    const objects = inS3();
    await objects.put('images', 'down.png', bytes, 'image/png');
    const answer = await fetch(await objects.downloadUrl('images', 'down.png', 60));
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(bytes);
  });

  test('own requests are signed, and an object is stored with the hash of its bytes', async () => {
    const before = double.requests.length;
    await inS3().put('images', 'own.png', bytes, 'image/png');
    const { headers, bytes: sent } = double.requests[before] ?? {};
    expect(headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': '5',
      ...uploadHeaders({ contentType: 'image/png', sha256 }),
    });
    expect(headers?.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/s3\//);
    expect(sent).toEqual(bytes);
  });
});
