import { MongoClient } from 'mongodb';
import {
  answering,
  explain,
  patiently,
  Refusal,
  readLogin,
  readSecret,
  required,
  respond,
  sleep,
  textOf,
} from '../database-login/answering.mjs';
import { again, rotating, secrets } from '../database-login/rotating.mjs';

/**
 * Users of DocumentDB, one a service, who may read and write a database of their own and no other. `handler` is a CloudFormation resource with the
 * properties `Cluster`, `Host`, `Port`, `AdminSecretArn` with `{ username, password }` in it, and `LoginSecretArn` with `{ dbname, username,
 * password }`; deleting it keeps user and database. `rotation` is a rotation function of Secrets Manager, with the variables `HOST`, `PORT` and
 * `ADMIN_SECRET_ARN`.
 * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/role_based_access_control.html
 */

/** Databases of the server itself, and the user by whom AWS looks after it. */
const reserved = ['admin', 'config', 'local', 'serviceadmin'];

/** Of a cluster that starts or fails over. */
const unready = /MongoServerSelectionError|MongoNetwork|NotPrimary|not (master|primary)|InterruptedAtShutdown/i;
/** The same, or of a password that is new and not known everywhere yet. */
const settling = new RegExp(`${unready.source}|Authentication failed`, 'i');

/** A session as somebody. Users belong to `admin`, whatever they may do elsewhere. DocumentDB knows no newer mechanism, and no retried writes. */
const session = async ({ host, port, username, password, tls, patience = 20_000 }, work) => {
  const client = new MongoClient(`mongodb://${host}:${port}/`, {
    auth: { username, password },
    authSource: 'admin',
    authMechanism: 'SCRAM-SHA-1',
    // The address is that of the one that writes.
    directConnection: true,
    tls,
    retryWrites: false,
    serverSelectionTimeoutMS: patience,
    socketTimeoutMS: 60_000,
    maxPoolSize: 1,
  });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
};

/** Makes a user, or gives it this password and these rights alone. */
const makeLogin = async (client, { dbname, username, password }) => {
  const admin = client.db('admin');
  const found = async () => (await admin.command({ usersInfo: 1 })).users.find(({ user }) => user === username);
  const roles = [{ role: 'readWrite', db: dbname }];
  const verb = (await found()) ? 'updateUser' : 'createUser';
  await admin.command({ [verb]: username, pwd: password, roles });
  const given = (await found())?.roles.map(({ role, db }) => `${role} on ${db}`).join(', ');
  if (given !== `readWrite on ${dbname}`) throw new Error(`its rights are '${given}', and not 'readWrite on ${dbname}'`);
};

const adminOf = async (readSecret, arn) => {
  const text = await readSecret(arn).catch(explain(`${arn}: unreadable-secret`, 'let this function read it'));
  // The parser's message would quote the secret.
  const { username, password } = Object(await (async () => JSON.parse(text))().catch(() => undefined));
  if (!username || !password) throw new Refusal(`${arn}: bad-admin: its username or password is missing; replace the secret`);
  return { username, password };
};

/** Sets user and rights as the administrator, from the start each time: of a lost connection nobody knows what became of its command. */
const set = async ({ readSecret, session, ...ports }, { place, admin, login }) => {
  const as = { ...place, ...(await adminOf(readSecret, admin)) };
  if (as.username === login.username)
    throw new Refusal(`user '${login.username}': admin-user: it is the administrator; give the service another username`);
  const work = () => session(as, (client) => makeLogin(client, login));
  await patiently(work, { passes: (error) => settling.test(textOf(error)), ...ports });
};

const advice = ({ host }) => `see in DocumentDB that ${host} has an instance that writes, and a group that lets this function in`;

/** Returns the PhysicalResourceId: of one cluster and one database, so that another of them is another resource. */
const make = async ({ Cluster, Host: host, Port: port, AdminSecretArn, LoginSecretArn }, ports) => {
  required({ Cluster, Host: host, Port: port, AdminSecretArn, LoginSecretArn });
  const login = await readLogin(ports.readSecret, LoginSecretArn, reserved);
  const made = set(ports, { place: { host, port }, admin: AdminSecretArn, login });
  await made.catch(explain(`database '${login.dbname}': not-made`, advice({ host }), login.password));
  return `${Cluster}/${login.dbname}`;
};

export const handlerWith = answering(make);

const current = (ports) => (arn) => ports.read({ secret: arn, stage: 'AWSCURRENT' });
const notChanged = ({ place }, { username, password }) => explain(`user '${username}': not-changed`, advice(place), password, again);

const tried = (ports, { dbname, username, password }) => {
  const look = (client) => client.db(dbname).command({ listCollections: 1, nameOnly: true });
  const work = () => ports.session({ ...ports.place, username, password }, look);
  const asked = patiently(work, { passes: (error) => settling.test(textOf(error)), ...ports });
  return asked.catch(explain(`user '${username}': cannot-log-in`, advice(ports.place), password, again));
};

/** The administrator changes its own. Once it has, what is current lets it in no more, and what is next does. */
const setOwn = async (ports, login) => {
  const as = { ...ports.place, ...(await adminOf(current(ports), ports.admin)) };
  const change = (client) => client.db('admin').command({ updateUser: login.username, pwd: login.password });
  const changed = patiently(() => ports.session(as, change), { passes: (error) => unready.test(textOf(error)), ...ports });
  await changed.catch(notChanged(ports, login)).catch((error) =>
    tried(ports, login).catch(() => {
      throw error;
    }),
  );
};

const logins = rotating({
  reserved,
  set: (ports, login) =>
    set({ ...ports, readSecret: current(ports) }, { place: ports.place, admin: ports.admin, login }).catch(notChanged(ports, login)),
  tried,
});
/** Its database is the one that nobody else's may be. */
const administrators = rotating({ reserved: reserved.filter((name) => name !== 'admin'), set: setOwn, tried });

export const rotationWith = (ports) => (event) => (event.SecretId === ports.admin ? administrators : logins)(ports)(event);

/** Over TLS, with the authorities that Lambda keeps beside its runtime. */
export const overTls = (as, work) => session({ ...as, tls: true }, work);

/** For a test, on this machine alone. */
export const plainly = (as, work) => session({ ...as, tls: false }, work);

export const handler = handlerWith({ readSecret, respond, sleep, session: overTls });

export const rotation = (event) =>
  rotationWith({
    ...secrets,
    sleep,
    session: overTls,
    place: { host: process.env.HOST, port: process.env.PORT },
    admin: process.env.ADMIN_SECRET_ARN,
  })(event);
