import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a free port of the loopback, for one test. */
export const serve = async (listener: RequestListener): Promise<{ server: Server; url: string; stop: () => Promise<void> }> => {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
};
