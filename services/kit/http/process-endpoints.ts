import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Metrics } from '../telemetry';

/** What the process says of itself. */
export interface ProcessState {
  /** Facts for people and catalogues; nothing secret. */
  info(): object;
  /** Whether the schema is as this version expects. Never false again once it was true. */
  started(): Promise<boolean>;
  /** Whether it may receive traffic. */
  ready(): Promise<boolean>;
  /** Milliseconds since the slowest consumer was last well; 0 when there is none. */
  idleMs(): number;
  /** What is needed, and whether it is there. */
  checks(): Promise<Readonly<Record<string, boolean>>>;
  openApi(): object;
  asyncApi(): object;
  readonly path: string;
}

const mostIdleMs = 60_000;
const mostLagMs = 5000;

/** The addresses at the root that the cluster asks: health, metrics, information, documentation. They never pass the gateway. */
export const serveProcess = (server: FastifyInstance, state: ProcessState, metrics: Metrics): void => {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.gauge('event_loop_lag_seconds', 'Longest delay of the event loop since the last reading.', () => {
    const lag = delay.max / 1e9;
    delay.reset();
    return lag;
  });
  server.addHook('onClose', (_server, done) => {
    delay.disable();
    done();
  });
  const yesNo = (reply: FastifyReply, yes: boolean): FastifyReply =>
    reply
      .code(yes ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: yes ? 'ok' : 'down' });
  const summary = async (reply: FastifyReply): Promise<FastifyReply> => {
    const [ready, checks] = await Promise.all([state.ready(), state.checks()]);
    const status = ready ? (Object.values(checks).every(Boolean) ? 'ok' : 'degraded') : 'down';
    const named = Object.fromEntries(Object.entries(checks).map(([name, up]) => [name, up ? 'ok' : 'down']));
    return reply
      .code(ready ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status, checks: named });
  };
  server.get('/health', (_request, reply) => summary(reply));
  server.get(`${state.path}/health`, async (_request, reply) => yesNo(reply, await state.ready()));
  server.get('/health/startup', async (_request, reply) => yesNo(reply, await state.started()));
  server.get('/health/ready', async (_request, reply) => yesNo(reply, await state.ready()));
  server.get('/health/live', (_request, reply) => yesNo(reply, state.idleMs() < mostIdleMs && delay.percentile(50) / 1e6 < mostLagMs));
  server.get('/metrics', async (_request, reply) => reply.header('content-type', metrics.contentType).send(await metrics.text()));
  server.get('/info', (_request, reply) => reply.send(state.info()));
  server.get('/docs/openapi.json', (_request, reply) => reply.send(state.openApi()));
  server.get('/docs/asyncapi.json', (_request, reply) => reply.send(state.asyncApi()));
  serveDocs(server);
};

const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<div id="api"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</html>
`;

const start = `SwaggerUIBundle({ url: 'docs/openapi.json', dom_id: '#api', deepLinking: true });\n`;

/** The page for people. Its files are read when somebody asks for them. */
const serveDocs = (server: FastifyInstance): void => {
  const file = (name: string): string =>
    readFileSync(join(dirname(createRequire(join(process.cwd(), 'package.json')).resolve('swagger-ui-dist/package.json')), name), 'utf8');
  const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'";
  server.get('/docs', (_request, reply) =>
    reply.header('content-type', 'text/html; charset=utf-8').header('content-security-policy', policy).send(page),
  );
  server.get('/docs/start.js', (_request, reply) => reply.header('content-type', 'text/javascript').send(start));
  server.get('/docs/swagger-ui.css', (_request, reply) => reply.header('content-type', 'text/css').send(file('swagger-ui.css')));
  server.get('/docs/swagger-ui-bundle.js', (_request, reply) =>
    reply.header('content-type', 'text/javascript').send(file('swagger-ui-bundle.js')),
  );
};
