import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Longest time that requests may take which run when the service stops, in milliseconds. */
const most = 20_000;

const connections = new WeakMap<Server, Set<Socket>>();

/** Remembers a server's connections, for its end. */
export const rememberConnections = (server: Server): void => {
  const open = new Set<Socket>();
  connections.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
};

/** Connections that rest: after an answer, or because nothing was ever sent, as clients open them for later. Node knows the first only. */
const closeResting = (server: Server): void => {
  server.closeIdleConnections();
  for (const socket of connections.get(server) ?? []) if (socket.bytesRead === 0) socket.destroy();
};

/**
 * Closes a server when its last request is answered, after 20 s at most. Node itself closes only connections that rest at the first moment:
 * one that is kept alive after its last answer would hold the process for its whole rest.
 */
export const closeWhenAnswered = async (server: Server, close: () => Promise<void>): Promise<void> => {
  const sweep = setInterval(() => closeResting(server), 25);
  const cut = setTimeout(() => server.closeAllConnections(), most);
  try {
    await close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
};
