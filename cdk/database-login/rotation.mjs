import { execute, explain, makeLogin, patiently, Refusal, readLogin, sleep, textOf, waking } from './index.mjs';

/**
 * Rotation function of Secrets Manager: another password for the login of a service. The role keeps its name, because pods read their user's name
 * when they start and their password at each new connection; what is connected stays connected. Variables: `CLUSTER_ARN`, `ADMIN_SECRET_ARN`, and
 * `TEST_SECRET_PREFIX`, below which it may make the secret that lives for one test. Every step may be sent again.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */

/** Errors of a secret, or of a right to read it, that are new and not known everywhere yet. */
const settling = /ResourceNotFound|BadRequestException.*[Ss]ecret|AccessDenied|ForbiddenException/;

const pendingOf = (ports, { SecretId, ClientRequestToken }) =>
  readLogin((arn) => ports.read({ secret: arn, version: ClientRequestToken, stage: 'AWSPENDING' }), SecretId);

const advice = 'see in RDS that the cluster has a writer that runs, and the Data API';
const again = 'rotate the secret again';

/** Everything but the password stays: what Aurora chose, and what pods know. */
const createSecret = async (ports, { SecretId, ClientRequestToken }) => {
  // A value that is there may already be the role's.
  if (await ports.has({ secret: SecretId, version: ClientRequestToken })) return;
  const current = await readLogin((arn) => ports.read({ secret: arn, stage: 'AWSCURRENT' }), SecretId);
  const value = JSON.stringify({ ...current, password: await ports.makeUpPassword() });
  await ports.put({ secret: SecretId, version: ClientRequestToken, value });
};

const setSecret = async (ports, event) => {
  const pending = await pendingOf(ports, event);
  const current = await readLogin((arn) => ports.read({ secret: arn, stage: 'AWSCURRENT' }), event.SecretId);
  for (const key of ['dbname', 'username'])
    if (pending[key] !== current[key])
      throw new Refusal(`${event.SecretId}: another-login: its next ${key} is another one; replace the secret instead`);
  const run = (sql, parameters = {}) =>
    ports.execute({ cluster: ports.cluster, secret: ports.admin, database: 'postgres', sql, parameters });
  const set = patiently(() => makeLogin(run, pending), { passes: (error) => waking.test(textOf(error)), ...ports });
  await set.catch(explain(`role '${pending.username}': not-changed`, advice, pending.password, again));
};

/** Logs in as a pod would. The Data API takes only what is current in a secret, so the next login gets a secret for a moment. */
const testSecret = async (ports, event) => {
  const { dbname, username, password } = await pendingOf(ports, event);
  const secret = await ports.makeSecret({ token: event.ClientRequestToken, value: JSON.stringify({ username, password }) });
  try {
    const ask = () => ports.execute({ cluster: ports.cluster, secret, database: dbname, sql: 'SELECT 1', parameters: {} });
    const passes = (error) => waking.test(textOf(error)) || settling.test(textOf(error));
    await patiently(ask, { passes, ...ports }).catch(explain(`role '${username}': cannot-log-in`, advice, password, again));
  } finally {
    await ports.deleteSecret(secret);
  }
};

const finishSecret = async (ports, { SecretId, ClientRequestToken }, versions) => {
  const [from] = Object.entries(versions).find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
  if (from !== ClientRequestToken) await ports.makeCurrent({ secret: SecretId, from, to: ClientRequestToken });
};

const steps = { createSecret, setSecret, testSecret, finishSecret };

export const rotationWith = (ports) => async (event) => {
  const { SecretId, ClientRequestToken, Step } = event;
  const step = Object.hasOwn(steps, Step) ? steps[Step] : undefined;
  if (step === undefined) throw new Refusal(`${SecretId}: unknown-step: '${Step}' is no step of a rotation`);
  const versions = await ports.versions(SecretId);
  const stages = versions[ClientRequestToken];
  if (stages === undefined) throw new Refusal(`${SecretId}: unknown-version: it has no version '${ClientRequestToken}'; rotate it again`);
  if (stages.includes('AWSCURRENT')) return;
  if (!stages.includes('AWSPENDING'))
    throw new Refusal(`${SecretId}: not-pending: its version '${ClientRequestToken}' is not the next one; rotate it again`);
  await step(ports, event, versions);
  console.info(JSON.stringify({ SecretId, ClientRequestToken, Step }));
};

const send = async (name, input) => {
  const sdk = await import('@aws-sdk/client-secrets-manager');
  return new sdk.SecretsManagerClient({}).send(new sdk[`${name}Command`](input), { abortSignal: AbortSignal.timeout(60_000) });
};

const read = async ({ secret: SecretId, version: VersionId, stage: VersionStage }) =>
  (await send('GetSecretValue', { SecretId, VersionStage, ...(VersionId && { VersionId }) })).SecretString;

export const handler = (event) =>
  rotationWith({
    cluster: process.env.CLUSTER_ARN,
    admin: process.env.ADMIN_SECRET_ARN,
    execute,
    sleep,
    read,
    versions: async (SecretId) => (await send('DescribeSecret', { SecretId })).VersionIdsToStages ?? {},
    has: ({ secret, version }) =>
      read({ secret, version, stage: 'AWSPENDING' }).then(
        () => true,
        (error) => {
          if (error?.name === 'ResourceNotFoundException') return false;
          throw error;
        },
      ),
    makeUpPassword: async () => (await send('GetRandomPassword', { PasswordLength: 43, ExcludePunctuation: true })).RandomPassword,
    put: ({ secret: SecretId, version: ClientRequestToken, value: SecretString }) =>
      send('PutSecretValue', { SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING'] }),
    makeCurrent: ({ secret: SecretId, from: RemoveFromVersionId, to: MoveToVersionId }) =>
      send('UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId }),
    makeSecret: async ({ token, value: SecretString }) => {
      const Name = `${process.env.TEST_SECRET_PREFIX}${token}-${Date.now()}`;
      return (await send('CreateSecret', { Name, KmsKeyId: process.env.TEST_SECRET_KEY, SecretString })).ARN;
    },
    deleteSecret: (SecretId) => send('DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true }),
  })(event);
