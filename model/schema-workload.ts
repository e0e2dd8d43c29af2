import * as z from 'zod';
import { integer, text, unit } from './schema-parts';
import { type Duration, inSeconds, unitPatterns } from './units';

/** The shapes of what a service runs as. */

const servedPort = integer(1, 65_535).optional();
const ownPort = integer(1024, 65_535);

export const http = z.strictObject({
  port: ownPort,
  servicePort: servedPort,
  path: text(
    'bad-path',
    (value) => /^\/[a-z0-9][-a-z0-9]*$/.test(value),
    "write one segment of lower-case letters, digits and hyphens, such as '/gifts'",
  ),
  exposure: z.enum(['public', 'cluster']),
});

/** Kubernetes allows 15 characters, and at least one letter among them. */
const portName = text(
  'bad-name',
  (name) => /^(?=.*[a-z])[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$/.test(name) && !name.includes('--') && name !== 'http',
  "use at most 15 lower-case letters, digits and hyphens, and not 'http', which is the port of 'http'",
);

export const ports = z.record(
  portName,
  z.strictObject({ port: ownPort, servicePort: servedPort, protocol: z.enum(['http', 'grpc', 'tcp']).optional() }),
);

const path = text('bad-path', (value) => /^\/\S*$/.test(value), "write a path such as '/healthz'");

const probe = z.union(
  [
    z.strictObject({ http: path, headers: z.record(z.string(), z.string()).optional(), port: z.string().optional() }),
    z.strictObject({ grpc: z.string(), port: z.string().optional() }),
    z.strictObject({ tcp: z.string() }),
  ],
  { error: "write { http: '/path' }, { grpc: '' } or { tcp: '<port>' }" },
);

export const probes = z.strictObject({ startup: probe.optional(), ready: probe, live: probe.optional() });

export const metrics = z.union([z.literal('none'), z.strictObject({ port: z.string().optional(), path: path.optional() })], {
  error: "write 'none', or an object with port or path",
});

export const folder = text(
  'bad-path',
  (value) => /^(\/[A-Za-z0-9._-]+)+$/.test(value) && !value.split('/').includes('..') && value !== '/tmp',
  "write a folder such as '/var/cache'; '/tmp' is always there",
);

export const words = z.array(z.string()).min(1, 'write at least one word');

export const size = z.strictObject({ cpu: unit('cpu'), memory: unit('bytes'), gpu: integer(1, 8).optional() });

export const scale = z.strictObject({
  min: integer(1, 1000).optional(),
  max: integer(1, 1000).optional(),
  cpuPercent: integer(10, 90).optional(),
  requestsPerSecondPerPod: integer(1, 100_000).optional(),
  metric: z
    .strictObject({
      name: text('bad-metric', (name) => /^[a-z][a-z0-9_]*$/.test(name), "write it as Prometheus knows it: 'kitchen_open_orders'"),
      perPod: integer(1, 1_000_000_000),
    })
    .optional(),
});

export const worker = z.strictObject({
  size: size.optional(),
  min: integer(1, 1000).optional(),
  max: integer(1, 1000).optional(),
  lagPerPod: integer(1, 1_000_000).optional(),
  depthPerPod: integer(1, 1_000_000).optional(),
});

const field = String.raw`(\*|\d+(-\d+)?)(\/\d+)?`;
const cron = new RegExp(`^(${field})(,${field})*( (${field})(,${field})*){4}$`);

export const task = z.strictObject({
  schedule: text('bad-schedule', (value) => cron.test(value), "write five fields of cron in UTC, such as '0 3 * * *'").optional(),
  command: words,
  size: size.optional(),
  timeout: text(
    'bad-unit',
    (value) => unitPatterns.duration.pattern.test(value) && inSeconds(value as Duration) >= 1 && inSeconds(value as Duration) <= 86_400,
    "write at least '1s' and at most '24h'",
  ).optional(),
  retries: integer(0, 10).optional(),
});

const percent = (least: number, most: number) =>
  z.number().min(least, `write a number from ${least} to ${most}`).max(most, `write a number from ${least} to ${most}`).optional();

export const slo = z.strictObject({
  availability: percent(90, 99.99),
  fastEnough: percent(50, 99.9),
  latencyMs: integer(5, 60_000).optional(),
});
