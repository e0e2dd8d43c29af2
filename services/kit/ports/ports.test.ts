import { Injectable } from '@nestjs/common';
import { defineService } from '#model';
import { ManualClock } from '../clock';
import type { Variables } from '../config';
import type { Context } from '../context';
import { requiredBy } from '../describe-service';
import { ServiceModule } from '../service-module';
import { startService } from '../start-service';
import { eventually } from '../testing/eventually';
import { surroundingPorts } from '../testing/ports';
import { type TestedService, testService } from '../testing/test-service';
import { Cache } from './cache';
import { Objects, uploadHeaders } from './objects';
import { mistakesOfPlaces } from './places';
import { FromQueue, Queues } from './queues';

const definition = defineService({
  ...{ purpose: 'Packs things, for tests.', owner: 'platform', tier: 'batch', http: { port: 8998, path: '/things', exposure: 'public' } },
  ...{ cache: 'valkey', queues: ['parcels', 'letters'], buckets: ['labels'] },
});

const seen: { packer?: Packer; packed: string[]; failures: number } = { packed: [], failures: 0 };

@Injectable()
class Packer {
  constructor(
    readonly cache: Cache,
    readonly queues: Queues,
    readonly objects: Objects,
  ) {
    seen.packer = this;
  }

  @FromQueue('parcels')
  async pack(_: Context, body: string): Promise<void> {
    if (seen.failures-- > 0) throw new Error('dropped');
    seen.packed.push(body);
  }

  @FromQueue('letters')
  async write(_: Context, body: string): Promise<void> {
    seen.packed.push(body);
  }
}

@ServiceModule({ providers: [Packer] })
class ThingModule {}

const clock = new ManualClock(new Date());
let service: TestedService;

beforeAll(async () => {
  service = await testService({ name: 'thing-service', definition, module: ThingModule, clock });
});
afterAll(() => service?.stop());
beforeEach(() => {
  seen.packed.length = 0;
});

const packer = (): Packer => seen.packer as Packer;

test('what the definition names is injected and works', async () => {
  await packer().cache.set('a', 'x', 1000);
  expect(await service.cache.get('a')).toBe('x');
  service.cache.clear();
  expect(await packer().cache.get('a')).toBeUndefined();
  await packer().queues.send('parcels', ['one', 'two']);
  await packer().queues.send('letters', ['three']);
  await service.worked();
  expect(seen.packed.sort()).toEqual(['one', 'three', 'two']);
  await packer().objects.put('labels', 'a.txt', Buffer.from('x'), 'text/plain');
  expect(await service.objects.get('labels', 'a.txt')).toEqual(Buffer.from('x'));
});

test('a message that fails comes again when the clock says so', async () => {
  seen.failures = 1;
  await packer().queues.send('parcels', ['again']);
  await eventually('the failure', async () => seen.failures === 0);
  clock.advance(1000);
  await service.worked();
  expect(seen.packed).toEqual(['again']);
});

test('health and metrics know them', async () => {
  expect((await service.request('GET', '/health')).body).toEqual({ status: 'ok', checks: { bus: 'ok', cache: 'ok' } });
  const { body } = await service.request('GET', '/metrics');
  for (const line of [
    'queue_depth{queue="parcels"} 0',
    'queue_messages_total{queue="letters",result="done"} 1',
    'cache_requests_total{result="hit"} 1',
  ])
    expect(body.split('\n')).toContain(line);
});

const needed = { SERVICE_NAME: 'thing-service', HOST: '127.0.0.1', PORT: '0', PUBLIC_URL: 'http://127.0.0.1/things', DRAIN_MS: '0' };

test('in a standby region nothing is worked on', async () => {
  const { variables, remove } = surroundingPorts(definition);
  const logTo = { write: () => undefined };
  const started = await startService({ definition, module: ThingModule, variables: { ...needed, ...variables, STANDBY: 'true' }, logTo });
  try {
    await eventually('readiness', async () => (await fetch(`${started.url}/health/ready`)).ok);
    await packer().queues.send('parcels', ['unseen']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([seen.packed, started.ports.queues?.store.depths().get('parcels')]).toEqual([[], 1]);
  } finally {
    await started.stop();
    remove();
  }
});

test('a cache that is down makes the service degraded, not down', async () => {
  const { variables, remove } = surroundingPorts(definition);
  const logs: string[] = [];
  const started = await startService({
    ...{ definition, module: ThingModule, variables: { ...needed, ...variables, REDIS_URL: 'redis://127.0.0.1:1' } },
    logTo: { write: (line) => void logs.push(line) },
  });
  try {
    await eventually('readiness', async () => (await fetch(`${started.url}/health/ready`)).ok);
    const answer = await fetch(`${started.url}/health`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'degraded', checks: { cache: 'down' } }]);
    expect(await packer().cache.get('a')).toBeUndefined();
  } finally {
    await started.stop();
    remove();
  }
});

describe('addresses of objects in folders', () => {
  const content = Buffer.from('a label');
  const upload = { contentType: 'text/plain', sizeBytes: content.length, forSeconds: 60 };
  const right = async () => ({ ...upload, sha256: await hashOf(content) });
  const put = (url: string, headers: Readonly<Record<string, string>>, body = content) => fetch(url, { method: 'PUT', headers, body });
  const said = async (response: Response) => {
    const { code, detail } = (await response.json()) as { code: string; detail: string };
    return [response.status, response.headers.get('content-type')?.split(';')[0], code, detail];
  };
  const refusal = (code: string, detail: string, status = 403) => [status, 'application/problem+json', code, detail];

  test('take exactly the bytes that were announced, and give them back', async () => {
    const wanted = await right();
    const url = await service.objects.uploadUrl('labels', 'in/1.txt', wanted);
    expect(url.startsWith(`${service.url}/things/objects/labels/in/1.txt?`)).toBe(true);
    expect((await put(url, uploadHeaders(wanted))).status).toBe(200);
    expect(await service.objects.facts('labels', 'in/1.txt')).toEqual({
      sizeBytes: content.length,
      contentType: 'text/plain',
      sha256: wanted.sha256,
    });
    const answer = await fetch(await service.objects.downloadUrl('labels', 'in/1.txt', 60));
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'text/plain', 'a label']);
    expect((await fetch(await service.objects.downloadUrl('labels', 'none', 60))).status).toBe(404);
  });

  test('refuse another type, another length, another announced hash and other bytes; nothing is stored', async () => {
    const wanted = await right();
    const url = await service.objects.uploadUrl('labels', 'in/2.txt', wanted);
    const headers = uploadHeaders(wanted);
    expect(await said(await put(url, { ...headers, 'content-type': 'text/html' }))).toEqual(
      refusal('forbidden', "send 'content-type: text/plain', which the address is for"),
    );
    expect(await said(await put(url, headers, Buffer.from('a')))).toEqual(refusal('forbidden', 'send 7 bytes, which the address is for'));
    expect((await said(await put(url, { 'content-type': 'text/plain' })))[3]).toMatch(/^send 'x-amz-checksum-sha256: /);
    expect(await said(await put(url, headers, Buffer.from('A label')))).toEqual(
      refusal('malformed-request', 'the bytes do not have the SHA-256 that was announced', 400),
    );
    expect(await service.objects.facts('labels', 'in/2.txt')).toBeUndefined();
  });

  test('refuse what was altered or has expired', async () => {
    const wanted = await right();
    const url = await service.objects.uploadUrl('labels', 'in/3.txt', wanted);
    const altered = refusal('forbidden', 'the address is not one that was given out here');
    const down = await service.objects.downloadUrl('labels', 'in/1.txt', 60);
    for (const [from, to] of [
      ['in/3', 'in/4'],
      ['expires=1', 'expires=2'],
      ['size=7', 'size=8'],
      ['type=text%2Fplain', 'type=text%2Fhtml'],
      ['signature=', 'signature=0'],
    ] as const) {
      expect(url).toContain(from);
      expect(await said(await put(url.replace(from, to), uploadHeaders(wanted)))).toEqual(altered);
    }
    expect(await said(await fetch(down.replace('in/1', 'in%2f..%2f..%2f1')))).toEqual(altered);
    expect(await said(await fetch(url))).toEqual(altered);
    expect(await said(await put(down, {}))).toEqual(altered);
    expect(await said(await fetch(`${service.url}/things/objects/labels/in/1.txt`))).toEqual(altered);
    clock.advance(61_000);
    const expired = refusal('forbidden', 'the address has expired; ask for a new one');
    expect([await said(await put(url, uploadHeaders(wanted))), await said(await fetch(down))]).toEqual([expired, expired]);
  });
});

const hashOf = async (content: Buffer): Promise<string> => Buffer.from(await crypto.subtle.digest('SHA-256', content)).toString('hex');

describe('settings', () => {
  const local: Variables = {
    REDIS_URL: 'memory:',
    QUEUE_PARCELS_URL: 'memory:a',
    QUEUE_LETTERS_URL: 'memory:b',
    BUCKET_LABELS: 'file:///tmp/x',
  };
  const cluster: Variables = {
    ...{ QUEUE_PARCELS_URL: 'https://sqs.example/1/p', QUEUE_LETTERS_URL: 'https://sqs.example/1/l', BUCKET_LABELS: 'org-labels' },
  };

  test.each([
    [
      'nothing',
      {},
      ['CACHE_HOST', 'CACHE_PORT', 'CACHE_USERNAME', 'CACHE_PASSWORD', 'QUEUE_PARCELS_URL', 'QUEUE_LETTERS_URL', 'BUCKET_LABELS'],
    ],
    ['a laptop', local, ['QUEUE_PARCELS_URL', 'QUEUE_LETTERS_URL', 'BUCKET_LABELS', 'OBJECTS_SIGNING_KEY']],
    ['a cluster', { ...cluster, REDIS_URL: 'rediss://x' }, ['QUEUE_PARCELS_URL', 'QUEUE_LETTERS_URL', 'BUCKET_LABELS', 'AWS_REGION']],
  ])('with %s given, those are required that are needed there', (_, variables, names) => {
    expect(requiredBy(definition, variables)).toEqual(names);
  });

  test.each([
    [
      { ...local, REDIS_URL: 'http://x' },
      "settings: wrong-setting: REDIS_URL is no address of a Valkey or Redis; write 'redis://localhost:6379', or 'memory:'",
    ],
    [
      { ...local, QUEUE_LETTERS_URL: 'letters' },
      "settings: wrong-setting: QUEUE_LETTERS_URL is no address; write 'memory:', or the address of a queue of SQS",
    ],
    [
      { ...local, QUEUE_LETTERS_URL: cluster.QUEUE_LETTERS_URL },
      "settings: wrong-setting: QUEUE_PARCELS_URL and QUEUE_LETTERS_URL are of two kinds; give all 'memory:', or all the address of a queue of SQS",
    ],
  ])('%j are refused', (variables, message) => {
    expect(mistakesOfPlaces(definition, variables)).toContain(message);
  });

  test('right ones have no mistakes', () =>
    expect([mistakesOfPlaces(definition, local), mistakesOfPlaces(definition, cluster)]).toEqual([[], []]));
});
