import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';
import { v7 } from 'uuid';
import { eventually, ManualClock, type TestedService, testService } from '#kit/testing';
import { names } from '#model';
import { httpOf } from '#model/endpoints';
import { services } from '../../services.gen';
import { freePort } from '../kit/testing/free-ports';

export const writeKey = 'k'.repeat(43);
export const webhookSecret = 'whsec_c2VjcmV0LW9mLXRoZS1wcm92aWRlci0x';
export const formerSecret = 'whsec_c2VjcmV0LW9mLXRoZS1wcm92aWRlci0w';

/** Signs any token, also those that no issuer should. */
export interface Issuer {
  readonly url: string;
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
  /** Claims over those of a good token of 15 minutes; `undefined` leaves one out. */
  sign(claims: Readonly<Record<string, unknown>>, header?: Partial<JWTHeaderParameters>, key?: CryptoKey | Uint8Array): Promise<string>;
  close(): void;
}

/** Somebody who asks. */
export interface Caller {
  readonly subject: string;
  readonly scopes: readonly string[];
  readonly token: string;
}

/** All services of the shop, each of them started once, that call each other over HTTP and hand events on when the test says so. */
export interface Shop {
  readonly issuer: Issuer;
  readonly services: Readonly<Record<string, TestedService>>;
  of(name: string): TestedService;
  caller(subject: string, scopes: readonly string[], claims?: Readonly<Record<string, unknown>>): Promise<Caller>;
  /** Hands every event on to those that consume it, until none is new. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

const startIssuer = async (): Promise<Issuer> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const kid = 'of-the-test';
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' };
  const scopesOf = (client: string): string => services.find(({ name }) => name === client)?.definition.scopes?.join(' ') ?? '';
  const server = createServer(async ({ url, headers }, response) => {
    response.setHeader('content-type', 'application/json');
    if (url === '/.well-known/jwks.json') return response.end(JSON.stringify({ keys: [publicJwk] }));
    const [client = ''] = Buffer.from(headers.authorization?.slice('Basic '.length) ?? '', 'base64')
      .toString()
      .split(':');
    const token = await sign({ sub: `svc:${client}`, scope: scopesOf(client) });
    response.end(JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 900 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign: Issuer['sign'] = (claims, header = {}, key = privateKey) => {
    const now = Math.floor(Date.now() / 1000);
    const all = {
      ...{ iss: url, aud: 'platform', iat: now, exp: now + 900, auth_time: now, sid: v7(), jti: randomBytes(8).toString('hex') },
      ...claims,
    };
    return new SignJWT(JSON.parse(JSON.stringify(all))).setProtectedHeader({ alg: 'ES256', kid, ...header }).sign(key);
  };
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url, kid, publicJwk, privateKey, sign, close };
};

const settingsOf = (folder: string): Readonly<Record<string, Readonly<Record<string, string>>>> => ({
  'analytics-service': { WRITE_KEY: writeKey },
  'auth-service': { KEY_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'), HASHES_AT_ONCE: '4' },
  'notification-service': {
    ...{ MAIL_URL: `file://${folder}`, SMS_URL: `file://${folder}`, UNSUBSCRIBE_KEY: 'k'.repeat(32) },
    ENDPOINT_ENCRYPTION_KEY: Buffer.alloc(32, 2).toString('base64'),
  },
  'payment-service': {
    ...{ PAYMENT_PROVIDER_KEY: 'key-of-the-test', PAYMENT_WEBHOOK_SECRET: `${webhookSecret},${formerSecret}` },
    ...{ METHOD_ENCRYPTION_KEY: Buffer.alloc(32, 3).toString('base64'), PAYMENT_ORDER_TIMEOUT_MS: '3000' },
  },
});

/** Starts everything. Auth-service accepts the test's tokens because the test's key is among its own. */
export const startShop = async (): Promise<Shop> => {
  const folder = mkdtempSync(join(tmpdir(), 'shop-'));
  const issuer = await startIssuer();
  const ports = Object.fromEntries(await Promise.all(services.map(async ({ name }) => [name, await freePort()] as const)));
  const urls = Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [`${names.screamingSnake(name)}_URL`, `http://127.0.0.1:${port}`]),
  );
  const special = settingsOf(folder);
  const simulator = String(await freePort());
  const authTime = new ManualClock(new Date());
  const start = async ({ name, definition, module }: (typeof services)[number]): Promise<[string, TestedService]> => {
    const places = {
      PORT: String(ports[name]),
      PUBLIC_URL: `http://127.0.0.1:${ports[name]}${httpOf(definition).path}`,
      ISSUER_URL: issuer.url,
    };
    const settings = { ...places, ...urls, FAULTS_ENABLED: 'true', PAYMENT_SIMULATOR_PORT: simulator, ...special[name] };
    const clock = name === 'auth-service' ? { clock: authTime } : {};
    return [name, await testService({ name, definition, module, settings, ...clock })];
  };
  const running: Record<string, TestedService> = {};
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(running).map((service) => service.stop()));
    issuer.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const service of services) {
      const [name, tested] = await start(service);
      running[name] = tested;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const of = (name: string): TestedService => {
    const service = running[name];
    if (service === undefined)
      throw new Error(`${name}: no-such-service: the shop has ${Object.keys(running).join(', ')}; correct the name`);
    return service;
  };
  await trust(of('auth-service'), issuer, authTime);
  const caller: Shop['caller'] = async (subject, scopes, claims = {}) => ({
    ...{ subject, scopes },
    token: await issuer.sign({ sub: subject, scope: scopes.join(' '), ...claims }),
  });
  return { issuer, services: running, of, caller, settle: settlerOf(running), stop };
};

/** Puts the test's key beside the keys of auth-service, which looks at them again after a minute. */
const trust = async (auth: TestedService, { kid, publicJwk }: Issuer, clock: ManualClock): Promise<void> => {
  const later = new Date(Date.now() + 86_400_000);
  await auth.sql(
    "INSERT INTO signing_keys (kid, public_jwk, private_enc, state, created_at, retired_at) VALUES ($1, $2, '', 'retired', now(), $3)",
    [kid, JSON.stringify(publicJwk), later],
  );
  await auth.request('GET', '/.well-known/jwks.json');
  clock.advance(61_000);
  await eventually('auth-service to know the key of the test', async () =>
    JSON.stringify((await auth.request('GET', '/.well-known/jwks.json')).body).includes(kid),
  );
};

const settlerOf = (running: Readonly<Record<string, TestedService>>) => {
  const seen = new Map<string, number>();
  const consumers = services.flatMap(({ name, definition }) => (definition.consumes ?? []).map((event) => ({ name, event })));
  const handOn = async (): Promise<number> => {
    let handed = 0;
    for (const [from, service] of Object.entries(running)) {
      const all = await service.published();
      const fresh = all.slice(seen.get(from) ?? 0);
      seen.set(from, all.length);
      for (const { type, data, headers } of fresh)
        for (const { name, event } of consumers.filter((each) => each.event.type === type)) {
          await running[name]?.deliver(event, data, { id: headers.ce_id ?? '', version: Number(headers.ce_aggregateversion ?? 1) });
          handed += 1;
        }
    }
    return handed;
  };
  return async (): Promise<void> => {
    while ((await handOn()) > 0);
  };
};
