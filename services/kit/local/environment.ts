import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { names } from '#model';
import { httpOf } from '#model/endpoints';
import type { Variables } from '../config';
import { bucketVariable, queueVariable } from '../ports/places';
import type { RunnableService } from './runnable';
import type { LocalSecrets } from './secrets';

/** The platform as it runs on one computer. */
export interface LocalPlace {
  /** Holds everything that the platform keeps: an absolute path. */
  readonly folder: string;
  /** Every service that can run, whether it does or not. */
  readonly services: readonly RunnableService[];
  /** The service that issues tokens. */
  readonly identity?: string | undefined;
  /** Where people and clients enter: `http://localhost:8080`. */
  readonly publicUrl: string;
  /** Added to the port of every service, for a second copy. */
  readonly offset: number;
  readonly secrets: LocalSecrets;
  /** Address of a Valkey or Redis that runs already. @default - each service keeps its cache in this process */
  readonly redisUrl?: string | undefined;
  /** Multiplies the rate limits, for tests that send more than people do. @default 1 */
  readonly rateLimitFactor?: string | undefined;
  /** Variables that every service gets besides its own, and that take their place. @default - none */
  readonly settings?: Variables | undefined;
}

/** The simulated payment provider listens here, moved by the offset. */
export const simulatorPort = ({ offset }: Pick<LocalPlace, 'offset'>): number => 8090 + offset;

/** Whether the simulated provider runs in this service: the one that has the provider's key. */
export const runsSimulator = ({ definition }: RunnableService): boolean => definition.secrets?.includes('payment-provider-key') ?? false;

/** Where nobody answers, for services that are declared and have no code yet. */
const nowhere = 'http://127.0.0.1:9';

/** Secrets in a cluster, whose value here is no secret. */
const known = new Set(['mail-url']);

/** The port of a service on this computer. */
export const portOf = ({ definition }: RunnableService, { offset }: Pick<LocalPlace, 'offset'>): number => httpOf(definition).port + offset;

/** The address of a service on this computer; one without code has one where nobody answers. */
export const urlOf = (name: string, place: LocalPlace): string => {
  const service = place.services.find((each) => each.name === name);
  return service === undefined ? nowhere : `http://127.0.0.1:${portOf(service, place)}`;
};

/**
 * The variables of a service in local mode, under the names that its container has in a cluster. Secrets that are missing are made.
 * The address of its database is added when that is known.
 */
export const localVariables = (service: RunnableService, place: LocalPlace): Variables => {
  const { name, definition } = service;
  const { folder, identity, publicUrl, secrets, redisUrl = 'memory:', rateLimitFactor = '1' } = place;
  const below = (...path: readonly string[]): string => pathToFileURL(join(folder, ...path)).href;
  const secretsToMake = [...(definition.keys ?? []), ...(definition.secrets ?? [])].filter((secret) => !known.has(secret));
  return {
    ...definition.settings,
    SERVICE_NAME: name,
    ENVIRONMENT: 'local',
    HOST: '127.0.0.1',
    PORT: String(portOf(service, place)),
    PUBLIC_URL: `${publicUrl}${httpOf(definition).path}`,
    DRAIN_MS: '0',
    LOG_LEVEL: 'info',
    TRACE_SAMPLING: '1',
    DATABASE_POOL_MAX: '5',
    MAIL_URL: below('mail'),
    DELIVERY_PATIENCE_MS: '10000',
    SMS_URL: below('sms'),
    MFA_REQUIRED: 'false',
    PAYMENT_SIMULATOR_PORT: String(simulatorPort(place)),
    PUBLISH_AFTER_MS: '2000',
    PRIVATE_WEBHOOKS_ALLOWED: 'true',
    RATE_LIMIT_FACTOR: rateLimitFactor,
    SHOP_URL: publicUrl,
    CORS_ORIGINS: publicUrl,
    ...(identity && { ISSUER_URL: urlOf(identity, place) }),
    ...(definition.consumes?.length && { CONSUMER_GROUP: name }),
    ...(definition.calls?.length && { CLIENT_SECRET_FILE: secrets.password('clients', name) }),
    ...variablesBy(definition.calls, (callee) => [`${names.screamingSnake(callee)}_URL`, urlOf(callee, place)]),
    ...(definition.cache && { REDIS_URL: redisUrl }),
    ...(definition.buckets?.length && { OBJECTS_SIGNING_KEY_FILE: secrets.key(name, 'objects-signing-key') }),
    ...variablesBy(definition.queues, (queue) => [queueVariable(queue), `memory:${name}/${queue}`]),
    ...variablesBy(definition.buckets, (bucket) => [bucketVariable(bucket), below('buckets', name, bucket)]),
    ...variablesBy(secretsToMake, (secret) => [`${names.screamingSnake(secret)}_FILE`, secrets.key(name, secret)]),
    ...(name === identity && clientsOf(place)),
    ...place.settings,
  };
};

const variablesBy = (list: readonly string[] = [], variable: (name: string) => [string, string]): Record<string, string> =>
  Object.fromEntries(list.map(variable));

/** What the client `demo` may do, which stands in for the people of the shop on this computer. */
const backOffice = [
  ...['products:write', 'inventory:write', 'orders:read', 'orders:manage', 'payments:read', 'refunds:write'],
  ...['reviews:moderate', 'search:admin', 'users:read', 'ops:write'],
];

/** Holds the one password of the accounts `<role>@demo.local`. */
export const demoPasswordFile = (secrets: LocalSecrets): string => secrets.password('demo-password');

/** What the service that issues tokens knows of the others: their scopes, and a file each with the secret by which they are known. */
const clientsOf = ({ services, secrets }: LocalPlace): Record<string, string> => {
  const callers = services.filter(({ definition }) => definition.calls?.length);
  const clients = { ...Object.fromEntries(callers.map(({ name, definition }) => [name, definition.scopes ?? []])), demo: backOffice };
  for (const client of Object.keys(clients)) secrets.password('clients', client);
  return {
    CLIENT_SECRETS_FOLDER: join(secrets.folder, 'clients'),
    CLIENTS: JSON.stringify(clients),
    DEMO_PASSWORD_FILE: demoPasswordFile(secrets),
  };
};
