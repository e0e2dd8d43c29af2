import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { names } from '#model';
import { makeDatabase, startPostgres, withClient } from './postgres';
import type { LocalSecrets } from './secrets';

/** The PostgreSQL of local mode. */
export interface Databases {
  /** Sees to it that a service has its database, and gives the address for its own role. */
  of(service: string): Promise<string>;
  stop(): Promise<void>;
}

interface DatabasesOptions {
  /** Folder of the embedded server. */
  readonly folder: string;
  readonly secrets: LocalSecrets;
  /** Address of a server that runs already, for a role that may make roles and databases. @default - an embedded one is started */
  readonly url?: string | undefined;
}

/** Starts PostgreSQL, or makes sure that the one at `url` answers. */
export const openDatabases = async ({ folder, secrets, url }: DatabasesOptions): Promise<Databases> => {
  const password = (service: string): string => readFileSync(secrets.password(service, 'database-password'), 'utf8');
  if (url !== undefined) return foreign(url, password);
  const server = await startPostgres({ folder, durable: true });
  const of = (service: string): Promise<string> => {
    const name = names.snake(service);
    return server.createDatabase(name, { owner: name, password: password(service) });
  };
  return { of, stop: () => server.stop() };
};

const foreign = async (url: string, password: (service: string) => string): Promise<Databases> => {
  const at = addressOf(url);
  try {
    await withClient(url, (client) => client.query('SELECT 1'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(
      `DATABASE_URL: unreachable-database: ${at.host} says '${message || code}'; start that server and correct the address, or unset DATABASE_URL to use the embedded one`,
    );
  }
  const of = async (service: string): Promise<string> => {
    const login = { user: names.snake(service), password: password(service) };
    await withClient(url, (client) => makeDatabase(client, login.user, login));
    const own = new URL(at.href);
    Object.assign(own, { username: login.user, password: login.password, pathname: login.user });
    return own.href;
  };
  return { of, stop: async () => undefined };
};

const addressOf = (url: string): URL => {
  const at = URL.canParse(url) ? new URL(url) : undefined;
  if (at === undefined || !/^postgres(ql)?:$/.test(at.protocol))
    throw new Error(
      "DATABASE_URL: wrong-address: it is no address of a PostgreSQL; write it like 'postgresql://user:password@localhost:5432/postgres'",
    );
  return at;
};

/** Stops a server that still runs on a folder which is about to be removed, left behind by a process that was killed. */
export const stopLeftover = async (folder: string): Promise<void> => {
  // The file is there from the server's start to its orderly stop.
  if (!existsSync(join(folder, 'data', 'postmaster.pid'))) return;
  await startPostgres({ folder, durable: true }).then(
    (server) => server.stop(),
    () => undefined,
  );
};
