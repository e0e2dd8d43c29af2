import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { BSON } from 'mongodb';
import { type Document, hello, read, written } from './documents-wire';

/**
 * A double of DocumentDB for tests: it speaks the protocol of MongoDB to a real driver, lets in by SCRAM-SHA-1 alone as DocumentDB does, holds
 * every command against the rights of who sends it, and refuses what DocumentDB does not know.
 */

interface User {
  readonly password: string;
  readonly roles: readonly { readonly role: string; readonly db: string }[];
}
interface Connection {
  user?: string;
  scram?: { readonly user: string; readonly bare: string; readonly first: string; readonly salt: Buffer };
}

const refusal = (code: number, errmsg: string): Document => ({ ok: 0, code, errmsg });
const hmac = (key: Buffer, text: string): Buffer => createHmac('sha1', key).update(text).digest();
/** What the commands about users may carry; the last ones are the driver's own. */
const known = ['createUser', 'updateUser', 'usersInfo', 'pwd', 'roles', '$db', 'lsid', '$readPreference', '$clusterTime'];

export class DocumentsDouble {
  readonly users = new Map<string, User>([['platformadmin', { password: 'admin', roles: [{ role: 'root', db: 'admin' }] }]]);
  /** Documents by database and collection. */
  readonly stored = new Map<string, Document[]>();
  /** Names of commands, as they came. */
  readonly asked: string[] = [];
  /** Answers that the next commands of a name get. */
  readonly failing: Record<string, Document[]> = {};
  /** How often the connection is cut when a command of the name was done. */
  readonly cutting: Record<string, number> = {};
  private readonly server: Server = createServer((socket) => this.serve(socket));
  private readonly sockets = new Set<Socket>();

  async start(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  stop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private serve(socket: Socket): void {
    const connection: Connection = {};
    let waiting = Buffer.alloc(0);
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    socket.on('data', (bytes: Buffer) => {
      waiting = Buffer.concat([waiting, bytes]);
      while (waiting.length >= 4 && waiting.length >= waiting.readInt32LE(0)) {
        const message = waiting.subarray(0, waiting.readInt32LE(0));
        waiting = waiting.subarray(message.length);
        const { command, legacy } = read(message);
        const [name = ''] = Object.keys(command);
        const answer = this.answer(name, command, connection);
        if ((this.cutting[name] ?? 0) > 0) {
          this.cutting[name] = (this.cutting[name] ?? 0) - 1;
          socket.destroy();
        } else socket.write(written(answer, message.readInt32LE(4), legacy));
      }
    });
  }

  private answer(name: string, command: Document, connection: Connection): Document {
    const failure = this.failing[name]?.shift();
    if (failure) return failure;
    if (/^(hello|ismaster)$/i.test(name)) return hello;
    if (name === 'saslStart') return this.challenge(command, connection);
    if (name === 'saslContinue') return this.letIn(command, connection);
    this.asked.push(name);
    const roles = this.users.get(connection.user ?? '')?.roles ?? [];
    if (name === 'endSessions') return { ok: 1 };
    const db: string = command.$db;
    const isAbout = name.includes('User') || name.startsWith('users');
    const isRoot = roles.some(({ role }) => role === 'root');
    if (!isRoot && (isAbout || !roles.some((each) => each.role === 'readWrite' && each.db === db)))
      return refusal(13, `Authorization failure: ${name} on ${db}`);
    return isAbout ? this.ofUsers(name, command) : this.ofDocuments(name, command);
  }

  private ofUsers(name: string, command: Document): Document {
    const unknown = Object.keys(command).find((key) => !known.includes(key));
    if (unknown) return refusal(303, `Field '${unknown}' is currently not supported`);
    if (command.$db !== 'admin') return refusal(2, 'users belong to admin');
    if (name === 'usersInfo')
      return { ok: 1, users: [...this.users].map(([user, { roles }]) => ({ _id: user, user, db: 'admin', roles })) };
    const user: string = command[name];
    if (name === 'createUser' && this.users.has(user)) return refusal(51_003, `User '${user}' already exists`);
    if (name === 'updateUser' && !this.users.has(user)) return refusal(11, `Could not find user '${user}'`);
    const before = this.users.get(user);
    this.users.set(user, { password: command.pwd ?? before?.password, roles: command.roles ?? before?.roles });
    return { ok: 1 };
  }

  private ofDocuments(name: string, command: Document): Document {
    const place = `${command.$db}.${command[name]}`;
    if (name === 'listCollections') return { ok: 1, cursor: { id: 0, ns: place, firstBatch: [] } };
    const documents = this.stored.get(place) ?? [];
    if (name === 'find') return { ok: 1, cursor: { id: 0, ns: place, firstBatch: documents } };
    if (name !== 'insert') return refusal(59, `no such command: '${name}'`);
    this.stored.set(place, [...documents, ...command.documents]);
    return { ok: 1, n: command.documents.length };
  }

  private challenge({ mechanism, payload }: Document, connection: Connection): Document {
    if (mechanism !== 'SCRAM-SHA-1') return refusal(-301, 'Unsupported mechanism');
    const bare = String(payload.buffer ? Buffer.from(payload.buffer) : payload).replace(/^n,,/, '');
    const [, user = '', nonce = ''] = /^n=([^,]*),r=(.*)$/.exec(bare) ?? [];
    const salt = randomBytes(16);
    const first = `r=${nonce}${randomBytes(12).toString('base64')},s=${salt.toString('base64')},i=4096`;
    connection.scram = { user, bare, first, salt };
    return { ok: 1, conversationId: 1, done: false, payload: new BSON.Binary(Buffer.from(first)) };
  }

  private letIn({ payload }: Document, connection: Connection): Document {
    const { user = '', bare, first, salt = Buffer.alloc(0) } = connection.scram ?? {};
    const [, final = '', proof = ''] = /^(.*),p=(.*)$/.exec(String(Buffer.from(payload.buffer))) ?? [];
    const digest = createHash('md5')
      .update(`${user}:mongo:${this.users.get(user)?.password}`)
      .digest('hex');
    const salted = pbkdf2Sync(digest, salt, 4096, 20, 'sha1');
    const key = hmac(salted, 'Client Key');
    const said = `${bare},${first},${final}`;
    const signature = hmac(createHash('sha1').update(key).digest(), said);
    const right = Buffer.from(key.map((byte, at) => byte ^ (signature[at] ?? 0))).toString('base64');
    if (proof !== right || !this.users.has(user)) return refusal(18, 'Authentication failed.');
    connection.user = user;
    const verifier = hmac(hmac(salted, 'Server Key'), said).toString('base64');
    return { ok: 1, conversationId: 1, done: true, payload: new BSON.Binary(Buffer.from(`v=${verifier}`)) };
  }
}
