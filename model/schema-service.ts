import * as z from 'zod';
import { isBroken } from './registry';
import { exemptions, hostName, integer, label, labels, sentence, text, unit, waivers } from './schema-parts';
import { folder, http, metrics, ports, probes, scale, size, slo, task, words, worker } from './schema-workload';

const variable = text(
  'bad-setting',
  (name) => /^[A-Z][A-Z0-9_]{0,62}$/.test(name),
  "name it like an environment variable: 'SHIPPING_MINOR'",
);

const image = text(
  'bad-image',
  (value) => /^[a-z0-9.-]+\.[a-z]+(\/[a-z0-9]([a-z0-9._-]*[a-z0-9])?)+$/.test(value),
  "write a registry and a repository, without tag or digest, such as 'ghcr.io/example-org/ledger'",
);

const isEventLike = (value: unknown): boolean => {
  const { type, topic } = (value ?? {}) as { type?: unknown; topic?: { name?: unknown } | null };
  return typeof type === 'string' && typeof topic?.name === 'string';
};

/** An imported event type, or the stand-in of a broken file. Whether it is on a known topic is checked when all files are read. */
const events = z.array(
  z.custom((value) => isBroken(value) || isEventLike(value), {
    error: 'import the topic from platform/topics and name one of its events',
    params: { rule: 'unknown-event' },
  }),
);

const settings = z.record(variable, z.string());

export const service = z.strictObject({
  purpose: sentence,
  owner: z.string(),
  tier: z.enum(['critical', 'standard', 'batch']),
  environments: labels.min(1, 'name at least one, or leave it out for all').optional(),
  image: image.optional(),
  http: http.optional(),
  ports: ports.optional(),
  probes: probes.optional(),
  metrics: metrics.optional(),
  calls: z.array(z.string()).optional(),
  addresses: z.record(variable, z.string()).optional(),
  scopes: z
    .array(text('bad-scope', (scope) => /^[a-z][-a-z]*:[a-z][-a-z]*$/.test(scope), "write a scope such as 'orders:read'"))
    .optional(),
  produces: events.optional(),
  consumes: events.optional(),
  database: z.literal('postgresql').optional(),
  cache: z.literal('valkey').optional(),
  documents: z.literal('mongodb').optional(),
  search: z.literal('opensearch').optional(),
  queues: labels.optional(),
  buckets: labels.optional(),
  sends: z
    .array(z.enum(['email', 'sms']))
    .refine((each) => new Set(each).size === each.length, { error: 'name each once', params: { rule: 'listed-twice' } })
    .optional(),
  keys: labels.optional(),
  secrets: labels.optional(),
  settings: settings.optional(),
  external: z.union([z.literal('any-https'), z.array(hostName)], { error: "write a list of host names, or 'any-https'" }).optional(),
  command: words.optional(),
  arguments: words.optional(),
  initContainers: z.record(label, z.strictObject({ image: image.optional(), command: words })).optional(),
  writable: z.array(folder).optional(),
  user: integer(1000, 65_533).optional(),
  size: size.optional(),
  scale: scale.optional(),
  worker: worker.optional(),
  tasks: z.record(label, task).optional(),
  storage: z.strictObject({ size: unit('bytes'), path: folder }).optional(),
  rollout: z.enum(['rolling', 'canary', 'blue-green']).optional(),
  slo: z.union([z.literal('none'), slo], { error: "write 'none', or an object with availability, fastEnough or latencyMs" }).optional(),
  in: z
    .record(z.string(), z.strictObject({ settings: settings.optional(), size: size.optional(), scale: scale.optional() }).optional())
    .optional(),
  waivers: waivers.optional(),
  exemptions: exemptions.optional(),
});
