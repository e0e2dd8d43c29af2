import * as z from 'zod';

const flag = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true');
const number = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

const origins = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((origin) => origin.trim())
      .filter(Boolean),
  )
  .refine(
    (list) => list.every(isOrigin),
    'each must be an origin like https://shop.example.com, without a path; they are separated by commas',
  );

const isOrigin = (text: string): boolean => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;

/** What every service can be told. */
export const kitSettings = z.object({
  SERVICE_NAME: z.string().regex(/^[a-z][a-z0-9-]{1,54}$/),
  SERVICE_VERSION: z.string().default('0.0.0'),
  GIT_SHA: z.string().default('unknown'),
  BUILD_TIME: z.string().default('unknown'),
  ENVIRONMENT: z.string().default('local'),
  HOST: z.string().default('0.0.0.0'),
  PORT: number(0, 65_535),
  PUBLIC_URL: z.url(),
  ISSUER_URL: z.url().optional(),
  PROBLEM_BASE_URL: z.url().default('https://example.com'),
  DRAIN_MS: number(0, 60_000).default(5000),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  STANDBY: flag,
  // What the process is for. Both: it answers callers and works off events, queues and jobs.
  ROLE: z.enum(['api', 'worker', 'both']).default('both'),
  AWS_REGION: z.string().optional(),
  TRACE_SAMPLING: z.coerce.number().min(0).max(1).default(0.05),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_HOST: z.string().optional(),
  DATABASE_PORT: number(1, 65_535).default(5432),
  DATABASE_DBNAME: z.string().optional(),
  DATABASE_USERNAME: z.string().optional(),
  DATABASE_PASSWORD: z.string().optional(),
  DATABASE_POOL_MAX: number(1, 100).default(10),
  STREAM_BROKERS: z.string().optional(),
  KAFKA_BROKERS: z.string().optional(),
  CONSUMER_GROUP: z.string().optional(),
  CLIENT_SECRET: z.string().optional(),
  TRUSTED_PROXY_HOPS: number(0, 5).default(1),
  CORS_ORIGINS: origins,
  RATE_LIMIT_FACTOR: z.coerce.number().positive().max(1_000_000).default(1),
  FAULTS_ENABLED: flag,
  PRIVATE_WEBHOOKS_ALLOWED: flag,
});

/** Settings of the kit, checked. */
export type KitSettings = z.output<typeof kitSettings>;

/** What of them must not be where `ENVIRONMENT` is 'prod'. */
export const unsafeKitSettings = (values: KitSettings): readonly string[] =>
  (['FAULTS_ENABLED', 'PRIVATE_WEBHOOKS_ALLOWED'] as const).filter((name) => values[name]).map((name) => `${name} is 'true'; remove it`);
