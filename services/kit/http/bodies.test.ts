import { Controller } from '@nestjs/common';
import * as z from 'zod';
import { defineService } from '#model';
import { ServiceModule } from '../service-module';
import { eventually } from '../testing/eventually';
import { type TestedService, testService } from '../testing/test-service';
import { type AnswerOf, type RequestOf, Route, route } from './route';

const definition = defineService({
  purpose: 'Takes letters, for tests.',
  owner: 'platform',
  tier: 'batch',
  http: { port: 8997, path: '/letters', exposure: 'public' },
});

const seen = z.object({ bytes: z.string(), body: z.unknown() });

const webhook = route({ method: 'POST', path: '/letters/webhook', summary: 'Takes bytes', access: 'public', raw: true, answer: seen });
const signed = route({
  ...{ method: 'POST', path: '/letters/signed', summary: 'Takes bytes and a body', access: 'public', raw: true },
  body: z.object({ text: z.string() }),
  answer: seen,
});
const small = route({
  ...{ method: 'POST', path: '/letters/small', summary: 'Takes 100 bytes', access: 'public', maxBytes: 100 },
  body: z.object({ text: z.string() }),
});
const large = route({
  ...{ method: 'POST', path: '/letters/large', summary: 'Takes a mebibyte', access: 'public', maxBytes: 1024 * 1024 },
  body: z.object({ lines: z.array(z.string()) }),
});
const line = z.object({ number: z.int(), text: z.string() });
const lines = route({
  ...{ method: 'GET', path: '/letters/lines', summary: 'Gives lines', access: 'public', lines: true },
  query: z.object({ count: z.coerce.number().int(), failAt: z.coerce.number().int().optional(), wrong: z.string().optional() }),
  answer: line,
});

/** How far the handler of lines came, and whether it was told to stop. */
const progress = { made: 0, stopped: false };

@Controller()
class Letters {
  @Route(webhook)
  webhook({ rawBody, body }: RequestOf<typeof webhook>): AnswerOf<typeof webhook> {
    return { bytes: rawBody.toString('hex'), body: body ?? null };
  }

  @Route(signed)
  signed({ rawBody, body }: RequestOf<typeof signed>): AnswerOf<typeof signed> {
    return { bytes: rawBody.toString('hex'), body };
  }

  @Route(small)
  small(_: RequestOf<typeof small>): void {}

  @Route(large)
  large(_: RequestOf<typeof large>): void {}

  @Route(lines)
  async *lines({ query: { count, failAt, wrong } }: RequestOf<typeof lines>): AnswerOf<typeof lines> {
    Object.assign(progress, { made: 0, stopped: false });
    try {
      for (let number = 1; number <= count; number++) {
        if (number === failAt) throw new Error('hunter2 fell over');
        progress.made = number;
        yield { number: (wrong ?? number) as number, text: 'x'.repeat(count > 100 ? 10_000 : 0) };
      }
    } finally {
      progress.stopped = true;
    }
  }
}

@ServiceModule({ controllers: [Letters] })
class LetterModule {}

let service: TestedService;

beforeAll(async () => {
  service = await testService({ name: 'letter-service', definition, module: LetterModule });
});

afterAll(() => service?.stop());

const hex = (text: string): string => Buffer.from(text).toString('hex');

describe('a route that wants the bytes', () => {
  test.each([
    ['JSON with spaces', 'application/json', '{ "a" : 1.0 }'],
    ['JSON that is broken', 'application/json', '{"a":'],
    ['JSON that no other route would take', 'application/json', '{"a":"\\u0000","__proto__":1}'],
    ['text, as some senders call their JSON', 'text/plain; charset=UTF-8', '{"a":1}'],
    ['a form', 'application/x-www-form-urlencoded', 'a=1&b=%00'],
    ['nothing', 'application/json', ''],
  ])('and no body gets %s as it came', async (_, type, text) => {
    const { status, body } = await service.request('POST', '/letters/webhook', { raw: text, headers: { 'content-type': type } });
    expect([status, body]).toEqual([200, { bytes: hex(text), body: null }]);
  });

  test('gets bytes that are no text, too', async () => {
    const bytes = Buffer.from([0xff, 0x00, 0xc3, 0x28]);
    const answer = await fetch(`${service.url}/letters/webhook`, {
      method: 'POST',
      body: bytes,
      headers: { 'content-type': 'application/json' },
    });
    expect(await answer.json()).toEqual({ bytes: 'ff00c328', body: null });
  });

  test('and a body gets both, and the body is checked', async () => {
    const text = '{ "text": "ñ" }';
    const { body } = await service.request('POST', '/letters/signed', { raw: text });
    expect(body).toEqual({ bytes: hex(text), body: { text: 'ñ' } });
    const code = async (raw: string, type = 'application/json') =>
      (await service.request('POST', '/letters/signed', { raw, headers: { 'content-type': type } })).body.code;
    expect([await code('{"text":1}'), await code('{'), await code('{}', 'text/plain')]).toEqual([
      'validation-failed',
      'malformed-json',
      'unsupported-media-type',
    ]);
  });

  test('without anything sent gets no bytes', async () => {
    expect((await service.request('POST', '/letters/webhook')).body).toEqual({ bytes: '', body: null });
  });
});

describe('the largest body', () => {
  const send = async (path: string, body: unknown, chunked = false) => {
    const text = JSON.stringify(body);
    const pieces = async function* () {
      for (let at = 0; at < text.length; at += 8192) yield Buffer.from(text.slice(at, at + 8192));
    };
    const answer = await fetch(service.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...(chunked ? { body: pieces(), duplex: 'half' } : { body: text }),
    } as RequestInit);
    return [answer.status, ((await answer.json().catch(() => ({}))) as { detail?: string }).detail];
  };

  test('is what the route says, smaller or larger than the usual 256 KiB', async () => {
    expect(await send('/letters/small', { text: 'x'.repeat(89) })).toEqual([204, undefined]);
    expect(await send('/letters/small', { text: 'x'.repeat(90) })).toEqual([413, 'the body may have 100 bytes']);
    expect(await send('/letters/large', { lines: Array(100).fill('x'.repeat(9000)) })).toEqual([204, undefined]);
    expect(await send('/letters/large', { lines: Array(200).fill('x'.repeat(9000)) })).toEqual([413, 'the body may have 1024 KiB']);
    expect(await send('/letters/signed', { text: 'x'.repeat(256 * 1024) })).toEqual([413, 'the body may have 256 KiB']);
  });

  test('holds for a body in pieces, which does not say its length', async () => {
    expect(await send('/letters/small', { text: 'x'.repeat(200) }, true)).toEqual([413, 'the body may have 100 bytes']);
    expect(await send('/letters/large', { lines: Array(100).fill('x'.repeat(9000)) }, true)).toEqual([204, undefined]);
  });

  test('is asked for before what it is made of', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect((await service.request('POST', '/letters/small', { raw: 'x'.repeat(101), headers })).status).toBe(413);
    expect((await service.request('POST', '/letters/small', { raw: 'x'.repeat(100), headers })).status).toBe(415);
  });
});

test('a body for nowhere is not looked at', async () => {
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded'])
    expect((await service.request('POST', '/nowhere', { raw: '{', headers: { 'content-type': type } })).status).toBe(404);
});

describe('an answer of lines', () => {
  const path = (query: string) => `/letters/lines?${query}`;

  test('is one object a line, not to be kept', async () => {
    const { status, headers, body } = await service.request('GET', path('count=3'));
    expect([status, headers.get('content-type'), headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
      200,
      'application/x-ndjson',
      'no-store',
      'nosniff',
    ]);
    expect(body.map(({ number }: { number: number }) => number)).toEqual([1, 2, 3]);
    expect(await (await fetch(service.url + path('count=2'))).text()).toBe('{"number":1,"text":""}\n{"number":2,"text":""}\n');
  });

  test('may have no line', async () => {
    const { status, headers, body } = await service.request('GET', path('count=0'));
    expect([status, headers.get('content-type'), body]).toEqual([200, 'application/x-ndjson', []]);
  });

  test('is held against the contract, line by line', async () => {
    await expect(service.request('GET', path('count=1&wrong=x'))).rejects.toThrow(/letters\/lines: the answer is not as the contract says/);
  });

  test('that fails before its first line is a problem', async () => {
    const { status, headers, body } = await service.request('GET', path('count=3&failAt=1'));
    expect([status, headers.get('content-type'), body.code]).toEqual([500, 'application/problem+json; charset=utf-8', 'internal']);
    expect((await service.request('GET', path('count=x'))).body.code).toBe('validation-failed');
  });

  test('that fails later ends the connection, so that it does not look whole, and is known to the log', async () => {
    const answer = await fetch(service.url + path('count=3&failAt=3'));
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    await eventually('the line of the log', async () =>
      service.logs.some((each) => each.includes('the answer ended before its last line')),
    );
    const log = service.logs.map((each) => JSON.parse(each)).find(({ msg }) => msg === 'the answer ended before its last line');
    expect(log).toMatchObject({ level: 'error', err: { message: 'hunter2 fell over' }, requestId: answer.headers.get('x-request-id') });
  });

  test('is made only as fast as it is read, and no further when the reader leaves', async () => {
    const ended = () => service.logs.filter((each) => each.includes('the answer ended')).length;
    const endedBefore = ended();
    const leaving = new AbortController();
    const answer = await fetch(service.url + path('count=100000'), { signal: leaving.signal });
    const reader = answer.body?.getReader();
    await reader?.read();
    let before = -1;
    await eventually('the handler to wait', async () => {
      const waits = progress.made === before;
      before = progress.made;
      if (!waits) await new Promise((resolve) => setTimeout(resolve, 50));
      return waits;
    });
    expect(progress.made).toBeLessThan(20_000);
    expect(progress.stopped).toBe(false);
    leaving.abort();
    await eventually('the handler to stop', async () => progress.stopped);
    expect(ended()).toBe(endedBefore);
  });
});
