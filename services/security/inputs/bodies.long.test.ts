import { gzipSync } from 'node:zlib';
import { v7 } from 'uuid';
import { services } from '../../../services.gen';
import type { AnyRoute } from '../../kit/http/route';
import { ask, bodyOf, nameOf, type Reply, requestFor } from '../requests/testing';
import { type Shop, startShop } from '../testing';

const names = services.map(({ name }) => name);
const usual = 262_144;

let shop: Shop;

beforeAll(async () => {
  shop = await startShop();
}, 60_000);

afterAll(() => shop?.stop());

/** Routes that take JSON, whoever signed it: one of each size, because one reader serves all routes of a service. */
const writes = (name: string): AnyRoute[] => {
  const all = shop.of(name).contracts.filter(({ raw, form, path }) => !raw && !form && !path.startsWith('/internal/'));
  const json = all.filter((contract) => typeof bodyOf(contract) === 'object');
  return [...new Map(json.map((contract) => [contract.maxBytes, contract])).values()];
};

const sender = async (name: string, contract: AnyRoute) => {
  const { token } = await shop.caller(v7(), Array.isArray(contract.access) ? contract.access : []);
  return (body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Reply> => {
    const request = requestFor(contract);
    return ask(shop.of(name).url, { ...request, body, headers: { ...request.headers, ...headers } }, token);
  };
};

const levels = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe.each(names)('%s', (name) => {
  test('a body of one byte too many is refused before it is read', async () => {
    const wrong: string[] = [];
    for (const contract of writes(name)) {
      const most = contract.maxBytes ?? usual;
      const send = await sender(name, contract);
      const padded = (size: number): string => `{"a":1${' '.repeat(size - 7)}}`;
      const [over, exact] = [await send(padded(most + 1)), await send(padded(most))];
      if (over.code !== 'body-too-large' || exact.code !== 'validation-failed')
        wrong.push(`${nameOf(contract)}: ${over.code} ${exact.code}`);
    }
    expect(wrong).toEqual([]);
  });

  test('what is no JSON is told so', async () => {
    const wrong: string[] = [];
    const broken: readonly (string | Uint8Array)[] = [
      ...[
        '{',
        '{"a":1,}',
        "{'a':1}",
        '{"a":1}}',
        'a=1',
        'NaN',
        '{"a":NaN}',
        '\ufeff{"a":1}',
        '{"a":"\n"}',
        '/**/{}',
        levels(33),
        '['.repeat(100_000),
      ],
      ...[Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]), Buffer.from('{"a":1}', 'utf16le'), gzipSync('{"a":1}')],
    ];
    for (const contract of writes(name)) {
      const send = await sender(name, contract);
      for (const body of broken) {
        const { status, code } = await send(body);
        if (status !== 400 || code !== 'malformed-json')
          wrong.push(`${nameOf(contract)} ${JSON.stringify(body).slice(0, 40)}: ${status} ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('other media than JSON are refused', async () => {
    const wrong: string[] = [];
    const media = [
      'text/plain',
      'application/xml',
      'multipart/form-data; boundary=x',
      'application/x-www-form-urlencoded',
      'application/json-patch+json',
      'x',
    ];
    for (const contract of writes(name)) {
      const send = await sender(name, contract);
      for (const type of media) {
        const { code } = await send(JSON.stringify(bodyOf(contract)), { 'content-type': type });
        if (code !== 'unsupported-media-type') wrong.push(`${nameOf(contract)} as ${type}: ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('of a key that comes twice the last one is judged, like any other', async () => {
    const wrong: string[] = [];
    for (const contract of writes(name)) {
      const send = await sender(name, contract);
      const [key] = Object.keys(bodyOf(contract) as object);
      const text = JSON.stringify(bodyOf(contract)).slice(0, -1);
      const { status, code } = await send(`${text},"${key}":{"$gt":""}}`);
      if (status !== 400 || code !== 'validation-failed') wrong.push(`${nameOf(contract)}: ${status} ${code}`);
    }
    expect(wrong).toEqual([]);
  });
});
