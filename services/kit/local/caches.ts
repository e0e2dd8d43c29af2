import { isRedis } from '../ports/places';
import { inOneLine } from './postgres-folder';

/** Makes sure that the cache at `url` answers. */
export const checkCache = async (url: string): Promise<void> => {
  if (!isRedis(url))
    throw new Error(
      "REDIS_URL: wrong-address: it is no address of a Valkey or Redis; write it like 'redis://localhost:6379', or unset REDIS_URL",
    );
  const { Redis } = await import('ioredis');
  let reason = 'no answer';
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 3000, commandTimeout: 3000, retryStrategy: () => null });
  client.on('error', (error: Error) => {
    reason = error.message;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    const said = reason === 'no answer' ? (error as Error).message : reason;
    throw new Error(
      `REDIS_URL: unreachable-cache: ${new URL(url).host} says '${inOneLine(said)}'; start that server and correct the address, or unset REDIS_URL to keep the cache in this process`,
    );
  } finally {
    client.disconnect();
  }
};
