import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/**
 * CloudFormation resource: the PostgreSQL role and database of one service on an Aurora cluster, made through the RDS Data API. Deleting
 * the resource keeps both. Properties: `ClusterArn`, `AdminSecretArn`, and `LoginSecretArn` with `{ dbname, username, password }` in it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */

/** A statement may take 2 s, its wait for a lock 1 s, an idle transaction 10 s, unless a session says otherwise. */
const limits = [`statement_timeout = '2s'`, `lock_timeout = '1s'`, `idle_in_transaction_session_timeout = '10s'`];
export const waking = /DatabaseResuming|DatabaseUnavailable|ServiceUnavailable|AbortError|TimeoutError|Communications link failure/;
const plainName = /^(?!(postgres|rdsadmin|template[01])$)[a-z][a-z0-9_]{0,62}$/; // Needs no escaping between double quotes.

export class Refusal extends Error {} // Its message may be shown as it is.

export const textOf = (error) => `${error?.name}: ${error?.message ?? error}`;
export const explain =
  (subject, advice, password, again = 'deploy again') =>
  (error) => {
    const said = textOf(error).split(password).join('***').replace(/\s+/g, ' ').slice(0, 600);
    throw error instanceof Refusal ? error : new Refusal(`${subject}: '${said}'; ${advice}, then ${again}`);
  };

/** What PostgreSQL keeps of a password. Sent in its place, so that no log of statements ever shows it. RFC 5803. */
const verifierOf = (password, salt = randomBytes(16), rounds = 4096) => {
  const salted = pbkdf2Sync(password, salt, rounds, 32, 'sha256');
  const keyOf = (use) => createHmac('sha256', salted).update(use).digest();
  const [stored, server] = [createHash('sha256').update(keyOf('Client Key')).digest(), keyOf('Server Key')];
  return `SCRAM-SHA-256$${rounds}:${salt.toString('base64')}$${stored.toString('base64')}:${server.toString('base64')}`;
};

/** Of ASCII. Nothing in it but letters, digits and backslashes: the Data API might take `:` for the start of a parameter. */
const literal = (text) => `E'${text.replace(/[^A-Za-z0-9]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)}'`;

/** Repeats work whose errors pass, after longer and longer pauses, for 2 minutes. */
export const patiently = async (work, { passes, sleep, now = Date.now }) => {
  const end = now() + 120_000;
  for (let pause = 1000; ; pause = Math.min(2 * pause, 10_000)) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error) || now() + pause > end) throw error;
      await sleep(pause);
    }
  }
};

export const readLogin = async (readSecret, arn) => {
  const text = await readSecret(arn).catch(explain(`${arn}: unreadable-secret`, 'let this function read it'));
  // The parser's message would quote the secret.
  const login = Object(await (async () => JSON.parse(text))().catch(() => undefined));
  const misnamed = ['dbname', 'username'].find((key) => !plainName.test(login[key] ?? ''));
  if (misnamed) throw new Refusal(`${arn}: bad-name: its ${misnamed} is missing, reserved or not of a-z, 0-9 and _; correct it`);
  // Other characters mean one thing to PostgreSQL and another to its clients.
  const typable = /^[ -~]+$/.test(login.password ?? '');
  if (!typable) throw new Refusal(`${arn}: bad-password: it is empty or not of printable ASCII; let Secrets Manager generate another`);
  return login;
};

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
  for (const [property, value] of Object.entries({ ClusterArn, AdminSecretArn, LoginSecretArn }))
    if (!value) throw new Refusal(`ResourceProperties: missing-property: ${property} is missing; add it to the resource`);
  const login = await readLogin(readSecret, LoginSecretArn);
  const run = (sql, parameters = {}) => execute({ cluster: ClusterArn, secret: AdminSecretArn, database: 'postgres', sql, parameters });
  const advice = `see in RDS that ${ClusterArn} has a writer that runs, the Data API, and an admin who may do this`;
  // From the start each time: of a lost connection nobody knows whether its statement was run.
  const made = patiently(() => makeLogin(run, login), { passes: (error) => waking.test(textOf(error)), ...time });
  await made.catch(explain(`database '${login.dbname}': not-made`, advice, login.password));
  return `${ClusterArn}/${login.dbname}`;
};

export const handlerWith = (ports) => async (event) => {
  const { RequestType, ResponseURL, StackId, RequestId, LogicalResourceId, ResourceProperties = {} } = event;
  const { PhysicalResourceId = `${LogicalResourceId}-not-made` } = event;
  const work = RequestType === 'Delete' ? Promise.resolve(PhysicalResourceId) : make(ResourceProperties, ports);
  const outcome = await work.catch(explain(`${LogicalResourceId}: unexpected-error`, "see the function's log")).then(
    (id) => ({ Status: 'SUCCESS', PhysicalResourceId: id }),
    ({ message }) => ({ Status: 'FAILED', PhysicalResourceId, Reason: message }),
  );
  const answer = { ...outcome, StackId, RequestId, LogicalResourceId };
  console.info(JSON.stringify({ RequestType, ...answer }));
  await patiently(() => ports.respond(ResponseURL, answer), { ...ports, passes: () => true });
};

export const execute = async ({ cluster, secret, database, sql, parameters: given }) => {
  const { RDSDataClient, ExecuteStatementCommand } = await import('@aws-sdk/client-rds-data');
  const parameters = Object.entries(given).map(([name, stringValue]) => ({ name, value: { stringValue } }));
  const command = new ExecuteStatementCommand({ resourceArn: cluster, secretArn: secret, database, sql, parameters });
  return (await new RDSDataClient({}).send(command, { abortSignal: AbortSignal.timeout(60_000) })).records ?? [];
};

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const handler = handlerWith({
  execute,
  readSecret: async (arn) => {
    const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const command = new GetSecretValueCommand({ SecretId: arn });
    return (await new SecretsManagerClient({}).send(command, { abortSignal: AbortSignal.timeout(60_000) })).SecretString;
  },
  respond: async (url, answer) => {
    // The address is signed for no type of content.
    const request = { method: 'PUT', headers: { 'content-type': '' }, body: JSON.stringify(answer), signal: AbortSignal.timeout(10_000) };
    const { ok, status } = await fetch(url, request);
    if (!ok) throw new Error(`CloudFormation refused the answer: HTTP ${status}`);
  },
  sleep,
});
