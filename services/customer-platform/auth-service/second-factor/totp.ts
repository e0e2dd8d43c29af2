import { Secret, TOTP } from 'otpauth';

/** How long one code is shown, in seconds. */
const period = 30;
/** Codes before and after the current one that are taken, for clocks that differ. */
const window = 1;

const totpOf = (secret: string, account = ''): TOTP =>
  new TOTP({ issuer: 'Platform', label: account, secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period });

/** A secret that an app and the platform share, in base32. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** What an app reads from a QR code. @see https://github.com/google/google-authenticator/wiki/Key-Uri-Format */
export const otpauthUriOf = (secret: string, account: string): string => totpOf(secret, account).toString();

/**
 * The step of time that a code of six digits belongs to; none when it fits no step around `now`.
 * @see https://www.rfc-editor.org/rfc/rfc6238
 */
export const stepOf = (secret: string, code: string, now: Date): number | undefined => {
  const timestamp = now.getTime();
  const delta = totpOf(secret).validate({ token: code, timestamp, window });
  return delta === null ? undefined : TOTP.counter({ period, timestamp }) + delta;
};
