import { connect, createServer, type Server, type Socket } from 'node:net';

/** An address that can be switched off and on: what a database behind it looks like when it is away. */
export interface SwitchedProxy {
  readonly port: number;
  on(): Promise<void>;
  /** Refuses new connections and cuts those that are open. */
  off(): Promise<void>;
}

const listen = (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  );

/** Makes a proxy to a port of this machine; it is off. */
export const switchedProxy = async (target: number): Promise<SwitchedProxy> => {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket =>
    sockets.add(socket) && socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  const make = (): Server =>
    createServer((socket) => {
      const other = keep(connect(target, '127.0.0.1'));
      keep(socket).pipe(other).pipe(socket);
      socket.on('close', () => other.destroy());
      other.on('close', () => socket.destroy());
    });
  let server = make();
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const port = await listen(server, 0);
  await close();
  return {
    port,
    on: async () => {
      server = make();
      await listen(server, port);
    },
    off: close,
  };
};
