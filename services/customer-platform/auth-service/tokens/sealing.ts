import { hash, hkdfSync, randomBytes } from 'node:crypto';

/** A key of 32 bytes for one purpose, made from another secret. */
export const keyFor = (purpose: string, secret: string | Uint8Array): Buffer => Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));

/** A text that nobody can guess. */
export const newSecret = (bytes = 32): string => randomBytes(bytes).toString('base64url');

/** What is stored of a secret: enough to recognise it. Fast hashing is fine, as nobody can guess what `newSecret` makes. */
export const fingerprint = (secret: string): Buffer => hash('sha256', secret, 'buffer');
