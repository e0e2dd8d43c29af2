import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { isPublicAddress } from './public-address';
import { PublicFetch, PublicFetchFailed, type PublicFetchOptions } from './public-fetch';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

const listen = async (listener: RequestListener, make: (listener: RequestListener) => Server = createServer): Promise<number> => {
  const server = make(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

/** Takes this machine for the internet. */
const lenient: PublicFetchOptions = { allowHttp: true, resolve: async () => ['127.0.0.1'], isPublic: (address) => address === '127.0.0.1' };
const ruleOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'answered',
    (error) => (error instanceof PublicFetchFailed ? error.rule : error),
  );

test.each(
  [
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '100.64.0.1'],
    ...['100.127.255.255', '192.0.0.1', '192.0.2.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fec0::1', 'fc00::1', 'fd00:ec2::254', 'ff02::1', '2001:db8::1', '2002:7f00:1::', '2001::1', '100::1'],
    ...['::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1', '::ffff:0:7f00:1', '64:ff9b::7f00:1', '64:ff9b:1::1', '4000::1', 'no address'],
  ].map((address) => [address]),
)('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));

test.each([['8.8.8.8'], ['172.32.0.1'], ['100.128.0.1'], ['2606:4700::1111'], ['2a00:1450:4001::200e']])('%s is public', (address) =>
  expect(isPublicAddress(address)).toBe(true),
);

test.each([
  ['http://example.com/', 'not-https'],
  ['file:///etc/passwd', 'not-https'],
  ['/hook', 'not-a-url'],
  ['https://127.0.0.1/', 'private-address'],
  ['https://0x7f.1/', 'private-address'],
  ['https://2130706433/', 'private-address'],
  ['https://[::1]:8443/', 'private-address'],
  ['https://[::ffff:10.0.0.1]/', 'private-address'],
  ['https://169.254.169.254/latest/meta-data', 'private-address'],
  ['https://localhost./', 'private-address'],
])('%s is refused: %s', async (address, rule) => {
  const strict = new PublicFetch({ resolve: async () => ['127.0.0.1'] });
  expect([await ruleOf(strict.fetch(address)), await ruleOf(strict.check(address))]).toEqual([rule, rule]);
});

test('a name is refused when one of its addresses is private, or it has none', async () => {
  const resolving = (addresses: readonly string[]) => new PublicFetch({ resolve: async () => addresses });
  expect(await ruleOf(resolving(['8.8.8.8', '10.0.0.1']).check('https://shop.example'))).toBe('private-address');
  expect(await ruleOf(resolving([]).check('https://shop.example'))).toBe('unresolvable');
  const failing = new PublicFetch({ resolve: () => Promise.reject(new Error('ENOTFOUND')) });
  expect(await ruleOf(failing.check('https://shop.example'))).toBe('unresolvable');
  await expect(resolving(['8.8.8.8']).check('https://shop.example')).resolves.toBeUndefined();
});

test('the connection goes to the address that was checked, whatever the name says later', async () => {
  let asked = 0;
  const resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.2']);
  const seen: unknown[] = [];
  const port = await listen(({ method, url, headers, socket }, response) => {
    seen.push([method, url, headers.host, headers['webhook-id'], socket.localAddress]);
    response.writeHead(202, { 'x-hook': 'yes' }).end('thanks');
  });
  const fetched = await new PublicFetch({ ...lenient, resolve }).fetch(`http://shop.example:${port}/hook?a=1`, {
    method: 'POST',
    headers: { 'webhook-id': 'w1' },
    body: 'é',
  });
  expect(fetched).toMatchObject({ status: 202, body: 'thanks', headers: { 'x-hook': 'yes' } });
  expect([asked, seen]).toEqual([1, [['POST', '/hook?a=1', `shop.example:${port}`, 'w1', '127.0.0.1']]]);
});

test('a redirect is an answer and is not followed', async () => {
  let requests = 0;
  const port = await listen((_, response) => {
    requests += 1;
    response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
  });
  expect(await new PublicFetch(lenient).fetch(`http://shop.example:${port}/`)).toMatchObject({ status: 302, body: '' });
  expect(requests).toBe(1);
});

test('an answer may have 64 KiB and takes its time only so long', async () => {
  const port = await listen(({ url }, response) => {
    if (url === '/silent') return;
    if (url === '/slow') return void response.write('a');
    response.end('a'.repeat(Number(url?.slice(1))));
  });
  const at = (path: string, options: PublicFetchOptions = {}) =>
    new PublicFetch({ ...lenient, ...options }).fetch(`http://shop.example:${port}/${path}`);
  expect((await at('65536')).body).toHaveLength(65_536);
  expect(await ruleOf(at('65537'))).toBe('too-large');
  for (const path of ['silent', 'slow']) expect(await ruleOf(at(path, { timeoutMs: 50 }))).toBe('timeout');
  const slowName = { resolve: () => new Promise<string[]>((resolve) => setTimeout(resolve, 200, ['127.0.0.1'])), timeoutMs: 50 };
  expect(await ruleOf(at('1', slowName))).toBe('timeout');
});

test('nobody there, and a certificate that nobody vouches for, are said as such', async () => {
  const port = await listen((_, response) => response.end(), createSecureServer as never);
  expect(await ruleOf(new PublicFetch(lenient).fetch(`https://shop.example:${port}/`))).toBe('unreachable');
  expect(await ruleOf(new PublicFetch(lenient).fetch('http://shop.example:1/'))).toBe('unreachable');
});
