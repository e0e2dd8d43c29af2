import type { Server } from 'node:http';

/** Longest time that requests may take which run when the service stops, in milliseconds. */
const most = 20_000;

/**
 * Closes a server when its last request is answered, after 20 s at most. Node itself closes only connections that rest at the first moment:
 * one that is kept alive after its last answer would hold the process for its whole rest.
 */
export const closeWhenAnswered = async (server: Server, close: () => Promise<void>): Promise<void> => {
  const sweep = setInterval(() => server.closeIdleConnections(), 25);
  const cut = setTimeout(() => server.closeAllConnections(), most);
  try {
    await close();
  } finally {
    clearInterval(sweep);
    clearTimeout(cut);
  }
};
