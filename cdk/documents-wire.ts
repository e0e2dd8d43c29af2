import { BSON } from 'mongodb';

/** Messages of the protocol of MongoDB, as the double of DocumentDB reads and writes them. */

// biome-ignore lint/suspicious/noExplicitAny: commands of any kind
export type Document = Record<string, any>;

/** What DocumentDB 5.0 says of itself. */
export const hello: Document = {
  ...{ ok: 1, ismaster: true, isWritablePrimary: true, helloOk: true, setName: 'rs0', me: 'double:27017', hosts: ['double:27017'] },
  ...{ minWireVersion: 0, maxWireVersion: 13, maxBsonObjectSize: 16_777_216, maxMessageSizeBytes: 48_000_000, maxWriteBatchSize: 100_000 },
  logicalSessionTimeoutMinutes: 30,
};

/** The command of a message: a section of OP_MSG, or the older OP_QUERY, which opens a connection. */
export const read = (message: Buffer): { command: Document; legacy: boolean } => {
  const legacy = message.readInt32LE(12) === 2004;
  const start = legacy ? message.indexOf(0, 20) + 1 + 8 : 21;
  return { command: BSON.deserialize(message.subarray(start, start + message.readInt32LE(start))), legacy };
};

export const written = (answer: Document, to: number, legacy: boolean): Buffer => {
  const body = BSON.serialize(answer);
  const head = Buffer.alloc(legacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(to, 8);
  head.writeInt32LE(legacy ? 1 : 2013, 12);
  if (legacy) head.writeInt32LE(1, 32);
  return Buffer.concat([head, body]);
};
