import { type Agent, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

export interface Send {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Until the last byte of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Makes the connections. @default - one that all callees share, which keeps them open */
  readonly agent?: Agent | undefined;
}

/** What came back: a whole answer, or why there is none. */
export type Sent =
  | { readonly kind: 'whole'; readonly status: number; readonly headers: IncomingMessage['headers']; readonly text: string }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'timeout' };

/** A callee that takes longer to accept a connection is away; one that takes long to answer may be at work. */
const connectMs = 300;

/** Shorter than servers keep theirs (72 s), so that no request goes into a connection that is being closed. */
const idleMs = 60_000;

const protocols = {
  'http:': { request: httpRequest, connected: 'connect', agent: new HttpAgent({ keepAlive: true, timeout: idleMs }) },
  'https:': { request: httpsRequest, connected: 'secureConnect', agent: new HttpsAgent({ keepAlive: true, timeout: idleMs }) },
} as const;

/** Sends one request and reads the whole answer, so that the connection can be used again. Follows no redirect. Never rejects. */
export const send = ({ url, method, headers, body, timeoutMs, agent }: Send): Promise<Sent> =>
  new Promise((resolve) => {
    const protocol = protocols[url.startsWith('https:') ? 'https:' : 'http:'];
    const request = protocol.request(url, { method, headers, agent: agent ?? protocol.agent });
    let connecting: NodeJS.Timeout | undefined;
    const end = (sent: Sent): void => {
      clearTimeout(late);
      clearTimeout(connecting);
      resolve(sent);
    };
    const giveUp = (sent: Sent): void => {
      end(sent);
      request.destroy();
    };
    const late = setTimeout(giveUp, timeoutMs, { kind: 'timeout' });
    const fail = (error: unknown): void => end({ kind: 'unreachable', reason: reasonOf(error) });
    request
      .on('socket', (socket) => {
        if (!socket.connecting) return;
        connecting = setTimeout(giveUp, connectMs, { kind: 'unreachable', reason: `no connection within ${connectMs} ms` });
        socket.once(protocol.connected, () => clearTimeout(connecting));
      })
      .on('error', fail)
      .on('response', (answer) => {
        const { statusCode: status = 0, headers } = answer;
        text(answer).then((text) => end({ kind: 'whole', status, headers, text }), fail);
      })
      .end(body);
  });

/** The system's code (`ECONNREFUSED`): its message would name hosts. */
const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'no connection';
