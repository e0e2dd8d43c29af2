import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Somebody who can sign in. */
export interface Account {
  readonly email: string;
  readonly password: string;
}

interface Place {
  /** Where the platform is. */
  readonly url: string;
  /** Where a platform on this computer keeps its data: `.data`. */
  readonly folder: string;
}

const post = (url: string, path: string, body: object): Promise<Response> =>
  fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `"${randomUUID()}"` },
    body: JSON.stringify(body),
  });

const refuse = async (what: string, answer: Response): Promise<never> => {
  throw new Error(
    `load: no-account: ${what} was answered ${answer.status}: ${(await answer.text()).slice(0, 300)}; set LOAD_EMAIL and LOAD_PASSWORD`,
  );
};

/** The token of the link that was mailed to somebody. Mails wrap long lines with '=' and write it as '=3D'. */
const mailedToken = async (folder: string, email: string): Promise<string> => {
  for (let tries = 0; tries < 200; tries++) {
    const mails = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.eml')) : [];
    for (const name of mails) {
      const text = readFileSync(join(folder, name), 'utf8')
        .replace(/=\r?\n/g, '')
        .replaceAll('=3D', '=');
      const token = text.includes(email) ? /token=([\w.-]+)/.exec(text)?.[1] : undefined;
      if (token) return token;
    }
    await pause(50);
  }
  throw new Error(
    `load: no-mail: no link came for ${email} within ten seconds; look at notification-service, or set LOAD_EMAIL and LOAD_PASSWORD`,
  );
};

const signUp = async ({ url, folder }: Place): Promise<Account> => {
  const account = { email: `load.${randomUUID().slice(0, 8)}@example.org`, password: `a long walk ${randomUUID()}` };
  const made = await post(url, '/auth/signup', { ...account, locale: 'en', acceptTerms: true });
  if (!made.ok) await refuse('POST /auth/signup', made);
  const verified = await post(url, '/auth/email/verify', { token: await mailedToken(join(folder, 'mail'), account.email) });
  if (!verified.ok) await refuse('POST /auth/email/verify', verified);
  return account;
};

/**
 * An account on a platform of this computer: the one of the last run, if it still can sign in, or a new one whose link is read from the folder
 * of mails. It is kept in the platform's folder.
 */
export const localAccount = async (place: Place): Promise<Account> => {
  const file = join(place.folder, 'load-account.json');
  if (!existsSync(place.folder))
    throw new Error(
      `load: no-account: '${place.folder}' is not there, so nobody can be signed up; run it where 'npm start' runs, or set LOAD_EMAIL and LOAD_PASSWORD`,
    );
  const last = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Account) : undefined;
  if (last && (await post(place.url, '/auth/login', last)).ok) return last;
  const account = await signUp(place);
  writeFileSync(file, JSON.stringify(account), { mode: 0o600 });
  return account;
};
