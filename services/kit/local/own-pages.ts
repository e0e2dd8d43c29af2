import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { docsPage, docsScript } from './docs-page';
import { eventsPage } from './events-page';
import { pageHeaders } from './gateway';
import { healthOf, type StartPage } from './health';
import { script } from './page-script';
import { style } from './page-style';
import type { RecentEvents } from './recent-events';
import type { RecentTraces } from './recent-traces';

interface OwnPagesOptions {
  readonly page: StartPage;
  readonly events: RecentEvents;
  readonly traces: RecentTraces;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Long enough that proxies and browsers do not take a quiet stream for a dead one. */
const heartbeatMs = 15_000;

/**
 * What the gateway of this computer shows besides the services' paths: all APIs in one page at `/docs`, the events at `/events` (a page, a
 * stream for `text/event-stream`, a list for `application/json`), the traces at `/traces`. None of it exists in a cluster.
 */
export const ownPages = ({ page, events, traces }: OwnPagesOptions): ((...asked: [string, IncomingMessage, ServerResponse]) => boolean) => {
  const names = page.services.map(({ name }) => name);
  const fixed: Readonly<Record<string, Answer>> = {
    '/page.css': (_, response) => say(response, 'text/css', style),
    '/page.js': (_, response) => say(response, 'text/javascript', script),
    '/docs': (_, response) => say(response, 'text/html', docsPage),
    '/docs/start.js': (_, response) => say(response, 'text/javascript', docsScript(names)),
    '/docs/swagger-ui.css': (_, response) => say(response, 'text/css', swaggerFile('swagger-ui.css')),
    '/docs/swagger-ui-bundle.js': (_, response) => say(response, 'text/javascript', swaggerFile('swagger-ui-bundle.js')),
    '/docs/swagger-ui-standalone-preset.js': (_, response) =>
      say(response, 'text/javascript', swaggerFile('swagger-ui-standalone-preset.js')),
    '/events': (request, response) => showEvents(events, request, response),
    '/health': async (_, response) => json(response, await healthOf(page.services)),
    '/traces': (_, response) => json(response, traces.list()),
  };
  const answerTo = (path: string): Answer | undefined => {
    if (Object.hasOwn(fixed, path)) return fixed[path];
    const [, trace] = /^\/traces\/([0-9a-f]{32})$/.exec(path) ?? [];
    if (trace !== undefined) return (_, response) => json(response, traces.spans(trace));
    const [, name] = /^\/docs\/([a-z-]+)\.json$/.exec(path) ?? [];
    const service = page.services.find((each) => each.name === name);
    return service && ((_, response) => showApi(service.url, response));
  };
  return (path, request, response) => {
    const answer = answerTo(path);
    if (answer === undefined) return false;
    void Promise.resolve(answer(request, response)).catch(() => response.destroy());
    return true;
  };
};

const say = (response: ServerResponse, type: string, text: string): void => {
  response.writeHead(200, { ...pageHeaders, 'content-type': `${type}; charset=utf-8` });
  response.end(text);
};

const json = (response: ServerResponse, value: unknown): void => say(response, 'application/json', JSON.stringify(value));

/** A service's API; requests tried out on the page go to where the page came from. */
const showApi = async (url: string, response: ServerResponse): Promise<void> => {
  const api = await fetch(`${url}/docs/openapi.json`, { signal: AbortSignal.timeout(5000) }).then((answer) => answer.json() as object);
  json(response, { ...api, servers: [{ url: '/' }] });
};

const showEvents = (events: RecentEvents, { headers, url = '' }: IncomingMessage, response: ServerResponse): void => {
  const wanted = headers.accept ?? '';
  const after = Number(headers['last-event-id'] ?? new URL(url, 'http://here').searchParams.get('after') ?? 0) || 0;
  if (wanted.includes('application/json')) return void json(response, events.list(after));
  if (!wanted.includes('text/event-stream')) return void say(response, 'text/html', eventsPage);
  response.writeHead(200, { ...pageHeaders, 'content-type': 'text/event-stream; charset=utf-8' });
  // Without a first line the browser would wait for the first event to know that it is connected.
  response.write(': here\n\n');
  const send = (event: { readonly number: number }): void => void response.write(`id: ${event.number}\ndata: ${JSON.stringify(event)}\n\n`);
  for (const event of events.list(after)) send(event);
  const deaf = events.listen(send);
  const heartbeat = setInterval(() => response.write(': here\n\n'), heartbeatMs);
  response.on('close', () => {
    deaf();
    clearInterval(heartbeat);
  });
};

/** Read when somebody asks for it, so that it costs nothing before. */
const swaggerFile = (name: string): string =>
  readFileSync(join(dirname(createRequire(join(process.cwd(), 'package.json')).resolve('swagger-ui-dist/package.json')), name), 'utf8');
