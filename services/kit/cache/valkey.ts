import type { Redis, RedisOptions } from 'ioredis';
import { secret, type Variables } from '../config';
import type { Logger } from '../telemetry';

/** The address that stands for a cache in this process. */
export const inMemory = 'memory:';

interface Login {
  readonly host: string;
  readonly port: number;
  readonly username?: string;
  readonly password?: string;
}

/** Where the cache is and how to log in there, as it stands at this moment. */
interface Place {
  readonly encrypted: boolean;
  login(): Login;
}

interface ValkeyOptions {
  /** The service's name; all keys begin with it. */
  readonly service: string;
  readonly log: Logger;
}

const commandMs = 100;
const againMs = 250;
const silenceMs = 1000;

const clients = new WeakMap<Variables, Promise<Redis>>();

/**
 * The connection of a service to its Valkey or Redis, one for each service of a process however often it is asked for; nothing where the
 * variables name none or a cache in this process.
 *
 * Keys get the service's name and a colon before them. A command rejects after 100 ms, and at once while there is no connection; the
 * connection is made again by itself, with what the files of the secrets then hold. It is made by the first command or by `connect`, and
 * ended by `disconnect`.
 */
export const valkeyOf = (variables: Variables, options: ValkeyOptions): Promise<Redis> | undefined => {
  const place = placeOf(variables);
  if (place === undefined) return undefined;
  const client = clients.get(variables) ?? open(place, options);
  clients.set(variables, client);
  return client;
};

const placeOf = (variables: Variables): Place | undefined => {
  const { REDIS_URL: url } = variables;
  if (url) return url === inMemory ? undefined : placeAt(url);
  if (!variables.CACHE_HOST && !variables.CACHE_HOST_FILE) return undefined;
  const read = (part: string): (() => string) => secret(variables, `CACHE_${part}`);
  const [host, port, username, password] = [read('HOST'), read('PORT'), read('USERNAME'), read('PASSWORD')];
  return { encrypted: true, login: () => ({ host: host(), port: Number(port()), username: username(), password: password() }) };
};

const placeAt = (url: string): Place => {
  const { hostname, port, username, password, protocol } = new URL(url);
  const login: Login = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 6379),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
  };
  return { encrypted: protocol === 'rediss:', login: () => login };
};

const open = async ({ encrypted, login }: Place, { service, log }: ValkeyOptions): Promise<Redis> => {
  // Loaded when it is needed: a laptop seldom does.
  const { Redis } = await import('ioredis');
  const options: RedisOptions = {
    ...login(),
    ...(encrypted && { tls: {} }),
    keyPrefix: `${service}:`,
    lazyConnect: true,
    connectTimeout: silenceMs,
    commandTimeout: commandMs,
    // One that hangs must not collect what is asked of it.
    socketTimeout: silenceMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    // It asks for INFO, which a service's own login may not do.
    enableReadyCheck: false,
    disableClientInfo: true,
    retryStrategy: () => {
      Object.assign(client.options, login());
      return againMs;
    },
  };
  const client = new Redis(options);
  tellChanges(client, log);
  return client;
};

/** One line when it goes away and one when it is back, however often the connection is tried. */
const tellChanges = (client: Redis, log: Logger): void => {
  let away = false;
  const lost = (reason: string): void => {
    if (!away) log.warn({ reason }, 'the cache cannot be reached; the service goes on without it');
    away = true;
  };
  client.on('error', (error: Error) => lost(error.message));
  client.on('reconnecting', () => lost('the connection was closed'));
  client.on('ready', () => {
    if (away) log.info({}, 'the cache can be reached again');
    away = false;
  });
};
