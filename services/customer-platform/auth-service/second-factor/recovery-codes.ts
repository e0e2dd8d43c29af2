import { Secret } from 'otpauth';
import { fingerprint } from '../tokens/sealing';

const howMany = 10;

/** Ten codes like `k3qa-7xwz-m2pd-5rtb`, of 80 random bits each. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: howMany }, () => new Secret({ size: 10 }).base32.toLowerCase().replace(/(.{4})(?=.)/g, '$1-'));

/** What is stored of a code, however it was typed. */
export const recoveryHashOf = (code: string): Buffer => fingerprint(code.toLowerCase().replace(/[^a-z0-9]/g, ''));
