import { type Caller, Problem } from '#kit';
import type { Account } from './entities';

/** Columns of an account as its entity names them, for prepared statements. */
export const accountColumns = `id, email, email_lower AS "emailLower", password_hash AS "passwordHash", email_verified_at AS "emailVerifiedAt", locale,
  roles, status, failed_count AS "failedCount", lock_reason AS "lockReason", locked_until AS "lockedUntil",
  totp_secret_enc AS "totpSecretEnc", totp_confirmed_at AS "totpConfirmedAt", totp_last_step AS "totpLastStep", version,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** What an account may do now: a lock whose time has passed is none, though nobody has removed it yet. */
export const stateOf = ({ status, lockedUntil, emailVerifiedAt }: Account, now: Date): Account['status'] => {
  if (status !== 'locked' || lockedUntil === null || lockedUntil > now) return status;
  return emailVerifiedAt ? 'active' : 'pending';
};

/** The form of an address by which accounts are told apart. */
export const lower = (email: string): string => email.toLowerCase();

/** The account of the person who asks; services have none. */
export const accountOf = ({ subject, isService }: Caller): string => {
  if (isService) throw new Problem(403, 'forbidden', 'this is for people; a service has no account');
  return subject;
};
