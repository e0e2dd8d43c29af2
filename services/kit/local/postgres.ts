import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { type DataFolder, openFolder } from './postgres-folder';
import { findRunning, launch, type Running, stop } from './postgres-process';

export interface PostgresOptions {
  /** Where the server keeps its data, its log and the password of its administrator; made when missing. */
  readonly folder: string;
  /** On the loopback address. Refused when another process has it. @default - the one a running server has, else any free one */
  readonly port?: number;
  /** Whether data survives a crash of the machine. `false` is for data that is thrown away anyway: every write gets faster. */
  readonly durable: boolean;
  /** Whether the server runs on when the terminal sends Ctrl-C, until it is stopped on purpose. @default true */
  readonly detached?: boolean;
  /** Settings of PostgreSQL by name. @default - those of PostgreSQL, with 200 connections, 64 MB of buffers and UTC */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** Who signs in to a database. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** A running PostgreSQL, reached over the loopback address only, by password only. */
export interface PostgresServer {
  readonly port: number;
  readonly pid: number;
  /** Whether it was running already, left behind by a process that was killed. Its settings and port are those it was started with. */
  readonly adopted: boolean;
  /** Address of a database. @default login - the administrator */
  url(database: string, login?: Login): string;
  /**
   * Makes a database and the role that owns it, or brings both to this state, and returns the address for that role. Nobody else may
   * connect. A statement of the role may take 2 s, its wait for a lock 1 s, an idle transaction 10 s, unless a session says otherwise.
   */
  createDatabase(name: string, owner: { readonly owner: string; readonly password: string }): Promise<string>;
  /** Ends all sessions, then the server; resolves when its process is gone. May be called again. */
  stop(): Promise<void>;
}

const hasty = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * Starts PostgreSQL on a folder, or takes over the one that still runs there. Under root it runs as `nobody`, who must be able to enter
 * the folders above. It does not stop when this process ends: whoever needs that calls `stop`.
 *
 * @see https://www.postgresql.org/docs/18/server-start.html
 */
export const startPostgres = async (options: PostgresOptions): Promise<PostgresServer> => {
  const { folder, port, durable, detached = true } = options;
  const place = await openFolder(folder, durable);
  const running = await findRunning(place);
  if (running !== undefined) return serverOf(place, running, true);
  const settings = {
    max_connections: 200,
    shared_buffers: '64MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Who sends a statement is told of its error; the log is about the server.
    log_min_messages: 'log',
    ...(durable ? {} : hasty),
    ...options.settings,
  };
  return serverOf(place, await launch(place, { port, detached, settings }), false);
};

const serverOf = (place: DataFolder, { port, pid }: Running, adopted: boolean): PostgresServer => {
  const url = (database: string, { user, password }: Login = { user: 'postgres', password: place.password }): string =>
    `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  return {
    port,
    pid,
    adopted,
    url,
    createDatabase: async (name, { owner, password }) => {
      await withClient(url('postgres'), (client) => makeDatabase(client, name, { user: owner, password }));
      return url(name, { user: owner, password });
    },
    stop: () => stop(place, pid),
  };
};

/** Runs statements over one connection, which is closed afterwards. */
export const withClient = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url, ssl: false, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
};

const limits = { statement_timeout: '2s', lock_timeout: '1s', idle_in_transaction_session_timeout: '10s' };

/** Makes a role that may sign in, or gives it this password; with the time limits of requests. */
export const makeRole = async (client: Client, { user, password }: Login): Promise<void> => {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [user]);
  const role = escapeIdentifier(user);
  const settings = Object.entries(limits).map(([name, value]) => `ALTER ROLE ${role} SET ${name} = '${value}'`);
  await client.query([`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${role} LOGIN PASSWORD ${escapeLiteral(password)}`, ...settings].join(';'));
};

/** Makes a database and the role that owns it, or brings both to this state. Nobody else may connect. */
export const makeDatabase = async (client: Client, name: string, login: Login): Promise<void> => {
  await makeRole(client, login);
  const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  const [database, owner] = [escapeIdentifier(name), escapeIdentifier(login.user)];
  await client.query(rowCount ? `ALTER DATABASE ${database} OWNER TO ${owner}` : `CREATE DATABASE ${database} OWNER ${owner}`);
  await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
};

/** Sees to it that a service finds its database: role and database have one name. Returns the address for the role. May be repeated. */
export const ensureDatabase = (
  server: PostgresServer,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<string> => server.createDatabase(name, { owner: name, password });
