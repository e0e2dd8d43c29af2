import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const [nonceLength, tagLength] = [12, 16];

/** Encrypts a text with a key of 32 bytes by AES-256-GCM. It opens only together with the same `about`. */
export const seal = (key: Uint8Array, text: string, about: string): Buffer => {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
};

/** Decrypts what `seal` made; throws when key, `about` or a single bit differ. */
export const unseal = (key: Uint8Array, sealed: Buffer, about: string): string => {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), { authTagLength: tagLength })
    .setAAD(Buffer.from(about))
    .setAuthTag(sealed.subarray(nonceLength, nonceLength + tagLength));
  return Buffer.concat([decipher.update(sealed.subarray(nonceLength + tagLength)), decipher.final()]).toString('utf8');
};
