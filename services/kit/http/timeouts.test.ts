import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { ManualClock } from '../clock';
import { TokenVerifier } from '../identity/tokens';
import { silentTelemetry } from '../testing/migrated';
import { closeWhenAnswered } from './close';
import { createServer } from './server';

const clock = new ManualClock();
let server: Server;
let fastify: FastifyInstance;

beforeAll(async () => {
  const adapter = createServer({
    ...{ telemetry: silentTelemetry(), clock, keys: undefined, problemBaseUrl: 'https://example.com', contracts: [] },
    ...{ trustedHops: 0, origins: [], limitFactor: 1 },
    verifier: new TokenVerifier({ issuer: 'x', keys: { key: async () => undefined }, clock }),
  });
  fastify = adapter.getInstance() as unknown as FastifyInstance;
  fastify.post('/letters', (_request, reply) => reply.send({}));
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  server = fastify.server as Server;
});

const close = () => closeWhenAnswered(server, () => fastify.close());

afterAll(close);

test('a request may take half a minute to arrive, and not a minute', () => {
  expect([server.requestTimeout, server.headersTimeout]).toEqual([30_000, 30_000]);
  expect((server as Server & { connectionsCheckingInterval: number }).connectionsCheckingInterval).toBeLessThanOrEqual(1000);
});

test.each([
  ['a body', 'POST /letters HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"half":'],
  ['headers', 'POST /letters HTTP/1.1\r\nhost: x\r\ncontent-ty'],
])('half of %s is answered with a problem when its time is over', async (_, sent) => {
  Object.assign(server, { requestTimeout: 100, headersTimeout: 100 });
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write(sent);
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1.1 408 .*content-type: application\/problem\+json.*"code":"request-timeout"/is);
});

test('a connection that nobody has used does not hold up the end', async () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  await Promise.all([close(), once(socket.resume(), 'close')]);
  expect(server.listening).toBe(false);
}, 10_000);
