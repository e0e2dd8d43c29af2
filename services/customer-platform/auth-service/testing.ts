import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock, type TestedService, testService } from '#kit/testing';
import { challenges } from '#platform/topics/auth';
import { AuthModule } from './module';
import definition from './service';

export const password = 'three small boats 77';

/** A service that may ask for what a test needs. */
const client = { name: 'tested-service', secret: 'secret-of-the-client', scopes: ['privacy:service', 'users:check'] };

/** What most tests start: no second factor, a time that the test moves. */
export const startAuth = async (settings: Readonly<Record<string, string>> = {}): Promise<TestedAuth> => {
  const clock = new ManualClock(new Date());
  const folder = mkdtempSync(join(tmpdir(), 'auth-test-'));
  writeFileSync(join(folder, client.name), client.secret);
  const clients = { CLIENTS: JSON.stringify({ [client.name]: client.scopes }), CLIENT_SECRETS_FOLDER: folder };
  const service = await testService({
    name: 'auth-service',
    definition,
    module: AuthModule,
    clock,
    settings: {
      KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      MFA_REQUIRED: 'false',
      HASHES_AT_ONCE: '4',
      ...clients,
      ...settings,
    },
  }).catch((error: unknown) => {
    rmSync(folder, { recursive: true });
    throw error;
  });
  return new TestedAuth(service, clock, folder);
};

let people = 0;

/** Somebody who is signed in. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly sessionId: string;
}

/** The service with the steps that tests repeat. */
export class TestedAuth {
  constructor(
    readonly service: TestedService,
    readonly clock: ManualClock,
    private readonly folder: string,
  ) {}

  newEmail(): string {
    people += 1;
    return `Person.${people}@example.org`;
  }

  post(path: string, body: object, token?: string) {
    return this.service.request('POST', path, { body, ...(token && { token }) });
  }

  signUp(email: string, key?: string) {
    return this.service.request('POST', '/auth/signup', {
      body: { email, password, locale: 'en', acceptTerms: true },
      ...(key && { key }),
    });
  }

  logIn(email: string, secret = password) {
    return this.post('/auth/login', { email, password: secret });
  }

  refresh(refreshToken: string) {
    return this.post('/auth/refresh', { refreshToken });
  }

  /** Links that were mailed to an address, oldest first. */
  async mails(email: string): Promise<{ purpose: string; token: string; userId: string }[]> {
    const events = await this.service.published(challenges.issued);
    return events
      .map(({ data }) => data as { email: string; purpose: string; token: string; userId: string })
      .filter((data) => data.email === email);
  }

  /** The token of the latest link to an address. */
  async link(email: string): Promise<string> {
    return (await this.mails(email)).at(-1)?.token ?? '';
  }

  /** An account whose address is verified. */
  async account(roles: readonly string[] = []): Promise<string> {
    const email = this.newEmail();
    await this.signUp(email);
    await this.post('/auth/email/verify', { token: await this.link(email) });
    await this.service.sql("UPDATE accounts SET roles = '{customer}' || $2::text[] WHERE email = $1", [email, roles]);
    return email;
  }

  async person(roles: readonly string[] = []): Promise<Person> {
    const email = await this.account(roles);
    const { body } = await this.logIn(email);
    const [{ id = '' } = {}] = await this.service.sql<{ id: string }>('SELECT id FROM accounts WHERE email = $1', [email]);
    return { id, email, ...body };
  }

  /** The token of a service. */
  async serviceToken(scopes: readonly string[]): Promise<string> {
    const form = { grant_type: 'client_credentials', client_id: client.name, client_secret: client.secret, scope: scopes.join(' ') };
    const { body } = await this.service.request('POST', '/auth/token', {
      raw: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    return body.access_token;
  }

  async stop(): Promise<void> {
    await this.service.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
