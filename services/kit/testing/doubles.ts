import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** What stands in for another service: an answer for each `'POST /path'`, fixed or made from the body. Anything else fails the test. */
export type Double = Readonly<Record<string, DoubleAnswer | ((body: unknown, headers: IncomingMessage['headers']) => DoubleAnswer)>>;

export interface DoubleAnswer {
  readonly status?: number;
  readonly body?: unknown;
  /** Milliseconds before the answer. */
  readonly afterMs?: number;
}

const listen = (server: Server): Promise<string> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)));

const read = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};

/** A server that answers as told. */
export interface DoubledService {
  readonly url: string;
  /** Requests that it was sent, as `'POST /path'` with their bodies. */
  readonly requests: { readonly what: string; readonly body: unknown }[];
  /** Changes what it answers. */
  answer(answers: Double): void;
  close(): void;
}

export const doubleService = async (name: string, answers: Double): Promise<DoubledService> => {
  let current = answers;
  const requests: { what: string; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const what = `${request.method} ${request.url}`;
    const text = await read(request);
    const body: unknown = text ? JSON.parse(text) : undefined;
    requests.push({ what, body });
    const found = current[what];
    if (found === undefined)
      process.stderr.write(`${name}: unexpected-call: '${what}' is not among ${Object.keys(current).join(', ')}; add it to the double\n`);
    const {
      status = found ? 200 : 500,
      body: answer,
      afterMs = 0,
    } = (typeof found === 'function' ? found(body, request.headers) : found) ?? {};
    setTimeout(() => {
      response.writeHead(status, { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json' });
      response.end(JSON.stringify(answer ?? {}));
    }, afterMs);
  });
  const url = await listen(server);
  return {
    url,
    requests,
    answer: (next) => {
      current = next;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** Whom a test's token is for. */
export interface TokenFor {
  readonly subject: string;
  readonly scopes: readonly string[];
  /** Seconds since the person proved who they are. @default 0 */
  readonly authenticatedSecondsAgo?: number;
  /** Seconds until it expires. @default 900 */
  readonly expiresIn?: number;
  readonly audience?: string;
}

/** An identity service of the test's own: publishes a key, signs any token. */
export interface DoubledIssuer {
  readonly url: string;
  token(whom: TokenFor): Promise<string>;
  close(): void;
}

/** Starts one. Services get tokens with the scopes that `clients` gives them by name, and with none where it is silent. */
export const doubleIssuer = async (now: () => Date, clients: Readonly<Record<string, readonly string[]>> = {}): Promise<DoubledIssuer> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' };
  const token = async ({
    subject,
    scopes,
    authenticatedSecondsAgo = 0,
    expiresIn = 900,
    audience = 'platform',
  }: TokenFor): Promise<string> => {
    const seconds = Math.floor(now().getTime() / 1000);
    return new SignJWT({ scope: scopes.join(' '), sid: 'test-session', auth_time: seconds - authenticatedSecondsAgo })
      .setProtectedHeader({ alg: 'ES256', kid: 'test' })
      .setIssuer(url)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + expiresIn)
      .sign(privateKey);
  };
  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/jwks.json') return response.end(JSON.stringify({ keys: [jwk] }));
    const client = clientOf(request.headers.authorization);
    const granted = await token({ subject: client in clients ? `svc:${client}` : 'svc:tested', scopes: clients[client] ?? [] });
    response.end(JSON.stringify({ access_token: granted, token_type: 'Bearer', expires_in: 600 }));
  });
  const url = await listen(server);
  return {
    url,
    token,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** Who asks for a token, by the first half of its credentials. */
const clientOf = (authorization = ''): string =>
  Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':')[0] ?? '';
