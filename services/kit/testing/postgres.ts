import { randomBytes } from 'node:crypto';
import { escapeIdentifier, escapeLiteral } from 'pg';
import { withClient } from '../local/postgres';
import { tester, variable } from './server';

/** A database of one test. */
export interface TestDatabase {
  /** Address for a role that owns the database and nothing else, with the time limits that a service has. */
  readonly url: string;
  readonly name: string;
  /** Removes it, ending whoever is still connected. May be called again. */
  drop(): Promise<void>;
}

const administrator = (): string => {
  const url = process.env[variable];
  if (url === undefined)
    throw new Error(
      `${variable}: no-test-server: it is not set, so no PostgreSQL was started; run the test with 'npx jest' at the root of the repository`,
    );
  return url;
};

const run = async (...statements: readonly string[]): Promise<void> =>
  withClient(administrator(), async (client) => {
    for (const statement of statements) await client.query(statement);
  });

const databaseNamed = (name: string): TestDatabase => {
  const url = new URL(administrator());
  Object.assign(url, { username: tester.user, password: tester.password, pathname: name });
  return { url: url.href, name, drop: () => run(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`) };
};

const create = async (name: string, template: string): Promise<TestDatabase> => {
  const database = escapeIdentifier(name);
  await run(
    `CREATE DATABASE ${database} OWNER ${escapeIdentifier(tester.user)} TEMPLATE ${escapeIdentifier(template)} STRATEGY FILE_COPY`,
    `REVOKE ALL ON DATABASE ${database} FROM PUBLIC`,
  );
  return databaseNamed(name);
};

const uniqueName = (): string => `test_${randomBytes(8).toString('hex')}`;

/** Makes an empty database. */
export const testDatabase = (): Promise<TestDatabase> => create(uniqueName(), 'template1');

/** Makes a copy of a database, which is faster than to run its migrations again. Refused while somebody is connected to the template. */
export const testDatabaseFrom = ({ name }: Pick<TestDatabase, 'name'>): Promise<TestDatabase> => create(uniqueName(), name);

/**
 * Prepares a database to copy from, once in a run of Jest, whichever test asks first; the others wait for it. `prepare` must close its
 * connections. It is dropped with the server.
 */
export const testTemplate = (name: string, prepare: (url: string) => Promise<void>): Promise<TestDatabase> =>
  withClient(administrator(), async (client) => {
    const template = databaseNamed(`template_${name}`);
    await client.query(`SELECT pg_advisory_lock(hashtext(${escapeLiteral(template.name)}))`);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [template.name]);
    if (rowCount) return template;
    await create(template.name, 'template1');
    try {
      await prepare(template.url);
    } catch (error) {
      await template.drop();
      throw error;
    }
    return template;
  });
