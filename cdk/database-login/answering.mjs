/**
 * What functions that make or change a login have in common, whatever the store: words that may be shown, patience, a login as its secret has it,
 * and the answer that CloudFormation waits for.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */

export class Refusal extends Error {} // Its message may be shown as it is.

export const textOf = (error) => `${error?.name}: ${error?.message ?? error}`;
export const explain =
  (subject, advice, password, again = 'deploy again') =>
  (error) => {
    const said = textOf(error).split(password).join('***').replace(/\s+/g, ' ').slice(0, 600);
    throw error instanceof Refusal ? error : new Refusal(`${subject}: '${said}'; ${advice}, then ${again}`);
  };

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

/** The login in a secret. Its names need no escaping, and none of them is `reserved` by the store for itself. */
export const readLogin = async (readSecret, arn, reserved) => {
  const text = await readSecret(arn).catch(explain(`${arn}: unreadable-secret`, 'let this function read it'));
  // The parser's message would quote the secret.
  const login = Object(await (async () => JSON.parse(text))().catch(() => undefined));
  const isPlain = (name) => /^[a-z][a-z0-9_]{0,62}$/.test(name ?? '') && !reserved.includes(name);
  const misnamed = ['dbname', 'username'].find((key) => !isPlain(login[key]));
  if (misnamed) throw new Refusal(`${arn}: bad-name: its ${misnamed} is missing, reserved or not of a-z, 0-9 and _; correct it`);
  // Other characters mean one thing to a store and another to its clients.
  const typable = /^[ -~]+$/.test(login.password ?? '');
  if (!typable) throw new Refusal(`${arn}: bad-password: it is empty or not of printable ASCII; let Secrets Manager generate another`);
  return login;
};

/** Every property that a resource must have, or a refusal that names the first that it has not. */
export const required = (properties) => {
  for (const [property, value] of Object.entries(properties))
    if (!value) throw new Refusal(`ResourceProperties: missing-property: ${property} is missing; add it to the resource`);
};

/** A resource of CloudFormation that `make` makes, and whose PhysicalResourceId it returns. Deleting it keeps what was made. */
export const answering = (make) => (ports) => async (event) => {
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

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const readSecret = async (arn) => {
  const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
  const command = new GetSecretValueCommand({ SecretId: arn });
  return (await new SecretsManagerClient({}).send(command, { abortSignal: AbortSignal.timeout(60_000) })).SecretString;
};

export const respond = async (url, answer) => {
  // The address is signed for no type of content.
  const request = { method: 'PUT', headers: { 'content-type': '' }, body: JSON.stringify(answer), signal: AbortSignal.timeout(10_000) };
  const { ok, status } = await fetch(url, request);
  if (!ok) throw new Error(`CloudFormation refused the answer: HTTP ${status}`);
};
