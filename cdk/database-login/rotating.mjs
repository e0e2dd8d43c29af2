import { Refusal, readLogin } from './answering.mjs';

/**
 * Rotation of Secrets Manager, whatever the store: another password for the login of a service. The login keeps its name, because pods read
 * their user's name when they start and their password at each new connection; what is connected stays connected. Every step may be sent again.
 * A store says which names are `reserved`, and how a login is `set` and `tried` in it.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */

export const again = 'rotate the secret again';

const stepsOf = ({ reserved, set, tried }) => {
  const pendingOf = (ports, { SecretId, ClientRequestToken }) =>
    readLogin((arn) => ports.read({ secret: arn, version: ClientRequestToken, stage: 'AWSPENDING' }), SecretId, reserved);
  const currentOf = (ports, { SecretId }) => readLogin((arn) => ports.read({ secret: arn, stage: 'AWSCURRENT' }), SecretId, reserved);

  /** Everything but the password stays: what AWS chose, and what pods know. */
  const createSecret = async (ports, event) => {
    const { SecretId, ClientRequestToken } = event;
    // A value that is there may already be the login's.
    if (await ports.has({ secret: SecretId, version: ClientRequestToken })) return;
    const value = JSON.stringify({ ...(await currentOf(ports, event)), password: await ports.makeUpPassword() });
    await ports.put({ secret: SecretId, version: ClientRequestToken, value });
  };

  const setSecret = async (ports, event) => {
    const [pending, current] = [await pendingOf(ports, event), await currentOf(ports, event)];
    for (const key of ['dbname', 'username'])
      if (pending[key] !== current[key])
        throw new Refusal(`${event.SecretId}: another-login: its next ${key} is another one; replace the secret instead`);
    await set(ports, pending, event);
  };

  /** Logs in as a pod would. */
  const testSecret = async (ports, event) => tried(ports, await pendingOf(ports, event), event);

  const finishSecret = async (ports, { SecretId, ClientRequestToken }, versions) => {
    const [from] = Object.entries(versions).find(([, stages]) => stages.includes('AWSCURRENT')) ?? [];
    if (from !== ClientRequestToken) await ports.makeCurrent({ secret: SecretId, from, to: ClientRequestToken });
  };

  return { createSecret, setSecret, testSecret, finishSecret };
};

/** The function that Secrets Manager calls for each step. */
export const rotating = (store) => {
  const steps = stepsOf(store);
  return (ports) => async (event) => {
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
};

export const send = async (name, input) => {
  const sdk = await import('@aws-sdk/client-secrets-manager');
  return new sdk.SecretsManagerClient({}).send(new sdk[`${name}Command`](input), { abortSignal: AbortSignal.timeout(60_000) });
};

const read = async ({ secret: SecretId, version: VersionId, stage: VersionStage }) =>
  (await send('GetSecretValue', { SecretId, VersionStage, ...(VersionId && { VersionId }) })).SecretString;

/** What every rotation asks of Secrets Manager. */
export const secrets = {
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
};
