import { lookup } from 'node:dns/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address';

/** Why there is no answer. The first four say that the address itself is not acceptable. */
export type PublicFetchRule = 'not-a-url' | 'not-https' | 'private-address' | 'unresolvable' | 'unreachable' | 'timeout' | 'too-large';

/** A request to an address that a user gave came to no answer. */
export class PublicFetchFailed extends Error {
  override readonly name = 'PublicFetchFailed';

  constructor(
    readonly rule: PublicFetchRule,
    fact: string,
  ) {
    super(`public-fetch: ${rule}: ${fact}`);
  }
}

export interface PublicRequest {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface PublicAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export interface PublicFetchOptions {
  /** `http:` is accepted too: for tests. @default false */
  readonly allowHttp?: boolean;
  /** The addresses of a name. @default - as the machine resolves it */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
  /** @default - what belongs to the open internet */
  readonly isPublic?: (address: string) => boolean;
  /** For the whole request, in milliseconds. @default 5000 */
  readonly timeoutMs?: number;
  /** Largest body of an answer. @default 65536 */
  readonly maxBytes?: number;
}

const systemResolve = async (name: string): Promise<string[]> => (await lookup(name, { all: true })).map(({ address }) => address);

/**
 * Sends requests to addresses that users give, such as a customer's webhook, so that nobody can make the platform call itself: HTTPS only,
 * to public addresses only. A name is resolved once, all of its addresses are checked, and the connection goes to one that was checked.
 * Redirects are answers like any other; connections are not kept.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Server_Side_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export class PublicFetch {
  constructor(private readonly options: PublicFetchOptions = {}) {}

  /** Rejects with `PublicFetchFailed` when the address is not acceptable or no whole answer comes in time. */
  async fetch(address: string, request: PublicRequest = {}): Promise<PublicAnswer> {
    const { timeoutMs = 5000 } = this.options;
    const over = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new PublicFetchFailed('timeout', `no whole answer within ${timeoutMs} ms`));
        over.abort();
      }, timeoutMs);
    });
    try {
      return await Promise.race([this.exchange(address, request, over.signal), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Rejects as `fetch` would before it connects; for the moment when a user gives an address. */
  async check(address: string): Promise<void> {
    await this.resolve(this.parse(address));
  }

  private async exchange(address: string, request: PublicRequest, signal: AbortSignal): Promise<PublicAnswer> {
    const url = this.parse(address);
    const to = await this.resolve(url);
    signal.throwIfAborted();
    return read(this.send(url, to, request, signal), request.body, this.options.maxBytes ?? 64 * 1024);
  }

  private parse(address: string): URL {
    if (!URL.canParse(address)) throw new PublicFetchFailed('not-a-url', 'this is no absolute address');
    const url = new URL(address);
    if (url.protocol !== 'https:' && !(this.options.allowHttp && url.protocol === 'http:'))
      throw new PublicFetchFailed('not-https', `it begins with '${url.protocol}'; give an address that begins with 'https:'`);
    return url;
  }

  /** One address of the host; refused when any of them is not public, because whoever names the host chooses which one is used. */
  private async resolve({ hostname }: URL): Promise<string> {
    const { resolve = systemResolve, isPublic = isPublicAddress } = this.options;
    const host = hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) ? [host] : await resolve(host).catch(() => []);
    const [first] = addresses;
    if (first === undefined) throw new PublicFetchFailed('unresolvable', `'${host}' has no address`);
    if (!addresses.every(isPublic)) throw new PublicFetchFailed('private-address', `'${host}' is not on the open internet`);
    return first;
  }

  private send(url: URL, address: string, { method = 'GET', headers = {}, body }: PublicRequest, signal: AbortSignal): ClientRequest {
    const entry = { address, family: isIP(address) };
    return (url.protocol === 'https:' ? httpsRequest : httpRequest)({
      ...{ method, signal, agent: false, hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || undefined },
      path: url.pathname + url.search,
      headers: { ...headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) },
      // What was checked is what is connected to; the name is not asked for again.
      lookup: (_host, { all }, callback) => (all ? callback(null, [entry]) : callback(null, entry.address, entry.family)),
    });
  }
}

const read = (request: ClientRequest, body: string | undefined, maxBytes: number): Promise<PublicAnswer> =>
  new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      reject(error instanceof PublicFetchFailed ? error : new PublicFetchFailed('unreachable', error.code ?? 'no connection'));
    };
    request.on('error', fail).on('response', (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer
        .on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > maxBytes) request.destroy(new PublicFetchFailed('too-large', `the answer has more than ${maxBytes} bytes`));
          else chunks.push(chunk);
        })
        .on('error', fail)
        .on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }));
    });
    request.end(body);
  });
