import { verify, X509Certificate } from 'node:crypto';
import * as z from 'zod';

/** Hosts of Amazon SNS, in all of its partitions. */
const host = /^sns\.[a-z0-9-]{1,30}\.amazonaws\.com(?:\.cn)?$/;
const certificatePath = /^\/SimpleNotificationService-[0-9a-f]{8,64}\.pem$/;

const ofSns = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return protocol === 'https:' && host.test(hostname) && port === '' && username === '' && password === '';
};

const isCertificate = (address: string): boolean => {
  const { pathname, search } = new URL(address);
  return certificatePath.test(pathname) && search === '';
};

const text = z.string().max(262_144);
const envelope = {
  MessageId: text,
  TopicArn: text,
  Message: text,
  Timestamp: text,
  Signature: text,
  SignatureVersion: z.enum(['1', '2']),
  SigningCertURL: text.refine((url) => ofSns(url) && isCertificate(url)),
};

const confirmation = { ...envelope, SubscribeURL: text.refine(ofSns), Token: text };

/** A message of Amazon SNS, whose addresses are those of SNS. @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export const snsMessage = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('Notification'), ...envelope, Subject: text.optional() }),
  z.object({ Type: z.literal('SubscriptionConfirmation'), ...confirmation }),
  z.object({ Type: z.literal('UnsubscribeConfirmation'), ...confirmation }),
]);

export type SnsMessage = z.output<typeof snsMessage>;

const signedFields = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** What is signed of a message: name and value of each field, a line each. */
export const canonical = (message: SnsMessage): string => {
  const values: Readonly<Record<string, string | undefined>> = message;
  return signedFields[message.Type].flatMap((field) => (values[field] === undefined ? [] : [`${field}\n${values[field]}\n`])).join('');
};

/** Whether a message was signed with the key of a certificate, which is given as PEM. */
export const isSignedWith = (message: SnsMessage, pem: string): boolean => {
  try {
    const { publicKey } = new X509Certificate(pem);
    const algorithm = message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
    return verify(algorithm, Buffer.from(canonical(message)), publicKey, Buffer.from(message.Signature, 'base64'));
  } catch {
    // What is no certificate or no signature has signed nothing.
    return false;
  }
};
