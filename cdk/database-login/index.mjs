import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { answering, explain, patiently, Refusal, readLogin, readSecret, required, respond, sleep, textOf } from './answering.mjs';

/**
 * CloudFormation resource: the PostgreSQL role and database of one service on an Aurora cluster, made through the RDS Data API. Deleting
 * the resource keeps both. Properties: `ClusterArn`, `AdminSecretArn`, and `LoginSecretArn` with `{ dbname, username, password }` in it.
 */

/** A statement may take 2 s, its wait for a lock 1 s, an idle transaction 10 s, unless a session says otherwise. */
const limits = [`statement_timeout = '2s'`, `lock_timeout = '1s'`, `idle_in_transaction_session_timeout = '10s'`];
export const waking = /DatabaseResuming|DatabaseUnavailable|ServiceUnavailable|AbortError|TimeoutError|Communications link failure/;
/** Names that PostgreSQL and Aurora have for themselves. */
export const reserved = ['postgres', 'rdsadmin', 'template0', 'template1'];

/** What PostgreSQL keeps of a password. Sent in its place, so that no log of statements ever shows it. RFC 5803. */
const verifierOf = (password, salt = randomBytes(16), rounds = 4096) => {
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const keyOf = (use) => createHmac('sha256', salted).update(use).digest();
  const [stored, server] = [createHash('sha256').update(keyOf('Client Key')).digest(), keyOf('Server Key')];
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored.toString('base64')}:${server.toString('base64')}`;
};

/** Of ASCII. Nothing in it but letters, digits and backslashes: the Data API might take `:` for the start of a parameter. */
const literal = (text) => `E'${text.replace(/[^A-Za-z0-9]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)}'`;

/** Another password for a role that is there. */
export const changePassword = (run, { username, password }) => run(`ALTER ROLE "${username}" PASSWORD ${literal(verifierOf(password))}`);

export const makeLogin = async (run, { dbname, username, password }) => {
  const has = async (sql, name) => (await run(sql, { name })).length > 0;
  if (await has('SELECT 1 FROM pg_roles WHERE rolname = :name AND (rolsuper OR rolcreaterole)', username))
    throw new Refusal(`role '${username}': admin-role: it may make roles, and a service's may not; give the service another username`);
  const verb = (await has('SELECT 1 FROM pg_roles WHERE rolname = :name', username)) ? 'ALTER' : 'CREATE';
  await run(`${verb} ROLE "${username}" LOGIN PASSWORD ${literal(verifierOf(password))}`);
  for (const limit of limits) await run(`ALTER ROLE "${username}" SET ${limit}`);
  // Aurora's admin is no superuser: only as a member may it make the role an owner, and revoke what the owner granted.
  await run(`GRANT "${username}" TO CURRENT_USER`);
  const exists = await has('SELECT 1 FROM pg_database WHERE datname = :name', dbname);
  await run(exists ? `ALTER DATABASE "${dbname}" OWNER TO "${username}"` : `CREATE DATABASE "${dbname}" OWNER "${username}"`);
  await run(`REVOKE ALL ON DATABASE "${dbname}" FROM PUBLIC`);
  // Of a REVOKE that had no effect PostgreSQL warns only, and the Data API drops warnings.
  const open = `SELECT 1 FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE datname = :name AND grantee = 0`;
  if (await has(open, dbname)) throw new Error('PUBLIC may still connect to it');
};

/** Returns the PhysicalResourceId: of one cluster and one database, so that another of them is another resource. */
const make = async ({ ClusterArn, AdminSecretArn, LoginSecretArn }, { execute, readSecret, ...time }) => {
  required({ ClusterArn, AdminSecretArn, LoginSecretArn });
  const login = await readLogin(readSecret, LoginSecretArn, reserved);
  const run = (sql, parameters = {}) => execute({ cluster: ClusterArn, secret: AdminSecretArn, database: 'postgres', sql, parameters });
  const advice = `see in RDS that ${ClusterArn} has a writer that runs, the Data API, and an admin who may do this`;
  // From the start each time: of a lost connection nobody knows whether its statement was run.
  const made = patiently(() => makeLogin(run, login), { passes: (error) => waking.test(textOf(error)), ...time });
  await made.catch(explain(`database '${login.dbname}': not-made`, advice, login.password));
  return `${ClusterArn}/${login.dbname}`;
};

export const handlerWith = answering(make);

export const execute = async ({ cluster, secret, database, sql, parameters: given }) => {
  const { RDSDataClient, ExecuteStatementCommand } = await import('@aws-sdk/client-rds-data');
  const parameters = Object.entries(given).map(([name, stringValue]) => ({ name, value: { stringValue } }));
  const command = new ExecuteStatementCommand({ resourceArn: cluster, secretArn: secret, database, sql, parameters });
  return (await new RDSDataClient({}).send(command, { abortSignal: AbortSignal.timeout(60_000) })).records ?? [];
};

export const handler = handlerWith({ execute, readSecret, respond, sleep });
