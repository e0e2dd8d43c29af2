import { explain, patiently, sleep, textOf } from './answering.mjs';
import { changePassword, execute, makeLogin, reserved, waking } from './index.mjs';
import { again, rotating, secrets, send } from './rotating.mjs';

/**
 * Rotation function of Secrets Manager: another password for a role of PostgreSQL. Variables: `CLUSTER_ARN`, `ADMIN_SECRET_ARN`, and
 * `TEST_SECRET_PREFIX`, below which it may make the secret that lives for one test.
 */

/** Errors of a secret, or of a right to read it, that are new and not known everywhere yet. */
const settling = /ResourceNotFound|BadRequestException.*[Ss]ecret|AccessDenied|ForbiddenException/;

const advice = 'see in RDS that the cluster has a writer that runs, and the Data API';

const change = async (ports, login, work) => {
  const run = (sql, parameters = {}) =>
    ports.execute({ cluster: ports.cluster, secret: ports.admin, database: 'postgres', sql, parameters });
  const changed = patiently(() => work(run, login), { passes: (error) => waking.test(textOf(error)), ...ports });
  await changed.catch(explain(`role '${login.username}': not-changed`, advice, login.password, again));
};

const set = (ports, login) => change(ports, login, makeLogin);

/** The administrator changes its own. Once it has, what is current lets it in no more, and what is next does. */
const setOwn = (ports, login, event) =>
  change(ports, login, changePassword).catch((error) =>
    tried(ports, login, event).catch(() => {
      throw error;
    }),
  );

/** The Data API takes only what is current in a secret, so the next login gets a secret for a moment. */
const tried = async (ports, { dbname, username, password }, { ClientRequestToken }) => {
  const secret = await ports.makeSecret({ token: ClientRequestToken, value: JSON.stringify({ username, password }) });
  try {
    const ask = () => ports.execute({ cluster: ports.cluster, secret, database: dbname, sql: 'SELECT 1', parameters: {} });
    const passes = (error) => waking.test(textOf(error)) || settling.test(textOf(error));
    await patiently(ask, { passes, ...ports }).catch(explain(`role '${username}': cannot-log-in`, advice, password, again));
  } finally {
    await ports.deleteSecret(secret);
  }
};

const logins = rotating({ reserved, set, tried });
/** Its database is the one that nobody else's may be. */
const administrators = rotating({ reserved: reserved.filter((name) => name !== 'postgres'), set: setOwn, tried });

export const rotationWith = (ports) => (event) => (event.SecretId === ports.admin ? administrators : logins)(ports)(event);

export const handler = (event) =>
  rotationWith({
    ...secrets,
    cluster: process.env.CLUSTER_ARN,
    admin: process.env.ADMIN_SECRET_ARN,
    execute,
    sleep,
    makeSecret: async ({ token, value: SecretString }) => {
      const Name = `${process.env.TEST_SECRET_PREFIX}${token}-${Date.now()}`;
      return (await send('CreateSecret', { Name, KmsKeyId: process.env.TEST_SECRET_KEY, SecretString })).ARN;
    },
    deleteSecret: (SecretId) => send('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true }),
  })(event);
