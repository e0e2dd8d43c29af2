import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, type Context, Database, notFound, Problem, type RequestOf, seal, type Transaction, unseal } from '#kit';
import { accountColumns, accountOf, stateOf } from '../accounts/account';
import type { Account } from '../accounts/entities';
import { Revocation } from '../sessions/revocation';
import { AuthSettings } from '../settings';
import { keyFor } from '../tokens/sealing';
import { newRecoveryCodes, recoveryHashOf } from './recovery-codes';
import type { beginTotp, confirmTotp, removeTotp } from './routes';
import { newTotpSecret, otpauthUriOf, stepOf } from './totp';

type Own = RequestOf<typeof beginTotp> | RequestOf<typeof confirmTotp> | RequestOf<typeof removeTotp>;

/** Codes from an app on a person's own device, asked for besides the password. */
@Injectable()
export class SecondFactor {
  private readonly key: Buffer;

  constructor(
    private readonly database: Database,
    private readonly revocation: Revocation,
    private readonly clock: Clock,
    settings: AuthSettings,
  ) {
    this.key = keyFor('second factor', Buffer.from(settings.KEY_ENCRYPTION_KEY, 'base64'));
  }

  /** May be begun anew until it is confirmed. */
  begin(request: RequestOf<typeof beginTotp>): Promise<AnswerOf<typeof beginTotp>> {
    const [secret, recoveryCodes] = [newTotpSecret(), newRecoveryCodes()];
    return this.database.transaction(request, async (transaction) => {
      const { id, email, totpConfirmedAt } = await this.own(transaction, request);
      if (totpConfirmedAt) throw alreadyEnabled();
      const now = this.clock.now();
      await transaction.query(
        'totp_begin',
        'UPDATE accounts SET totp_secret_enc = $2, totp_last_step = NULL, updated_at = $3 WHERE id = $1',
        [...[id, seal(this.key, secret, id), now]],
      );
      await this.forgetCodes(transaction, id);
      await transaction.query(
        'recovery_codes_add',
        'INSERT INTO recovery_codes (account_id, code_hash, created_at) SELECT $1, unnest($2::bytea[]), $3',
        [id, recoveryCodes.map(recoveryHashOf), now],
      );
      return { otpauthUri: otpauthUriOf(secret, email ?? ''), recoveryCodes };
    });
  }

  /** Sessions that were opened with the password alone end, but for the one that asks. */
  async confirm(request: RequestOf<typeof confirmTotp>): Promise<void> {
    await this.database.transaction(request, async (transaction) => {
      const account = await this.own(transaction, request);
      if (account.totpConfirmedAt) throw alreadyEnabled();
      if (account.totpSecretEnc === null) throw new Problem(409, 'nothing-to-confirm', 'ask for a secret first');
      const step = this.stepOf(account, request.body.otp);
      if (step === undefined) throw new Problem(422, 'invalid-otp', 'this is not the code that the app shows now');
      await transaction.query(
        'totp_confirm',
        'UPDATE accounts SET totp_confirmed_at = $2, totp_last_step = $3, version = version + 1, updated_at = $2 WHERE id = $1',
        [account.id, this.clock.now(), step],
      );
      await this.revocation.ofAccount(transaction, account.id, request.caller.session);
    });
  }

  /** Fine where there is none. */
  async remove(request: RequestOf<typeof removeTotp>): Promise<void> {
    await this.database.transaction(request, async (transaction) => {
      const { id } = await this.own(transaction, request);
      await transaction.query(
        'totp_remove',
        `UPDATE accounts SET totp_secret_enc = NULL, totp_confirmed_at = NULL, totp_last_step = NULL, version = version + 1, updated_at = $2
         WHERE id = $1 AND totp_secret_enc IS NOT NULL`,
        [id, this.clock.now()],
      );
      await this.forgetCodes(transaction, id);
    });
  }

  /** Whether a code of the app, or a recovery code, is right and was not used before; it is used up then. */
  async use(context: Context, account: Account, code: string): Promise<boolean> {
    if (!/^\d{6}$/.test(code)) return this.useRecoveryCode(context, account, code);
    const step = this.stepOf(account, code);
    if (step === undefined) return false;
    const used = await this.database.query(
      context,
      'totp_use',
      'UPDATE accounts SET totp_last_step = $2 WHERE id = $1 AND totp_secret_enc = $3 AND (totp_last_step IS NULL OR totp_last_step < $2) RETURNING id',
      [account.id, step, account.totpSecretEnc],
    );
    return used.length > 0;
  }

  private async useRecoveryCode(context: Context, { id }: Account, code: string): Promise<boolean> {
    const sql = 'DELETE FROM recovery_codes WHERE account_id = $1 AND code_hash = $2 RETURNING account_id';
    return (await this.database.query(context, 'recovery_code_use', sql, [id, recoveryHashOf(code)])).length > 0;
  }

  private stepOf({ id, totpSecretEnc }: Account, code: string): number | undefined {
    return totpSecretEnc === null ? undefined : stepOf(unseal(this.key, totpSecretEnc, id), code, this.clock.now());
  }

  private async forgetCodes(transaction: Transaction, id: string): Promise<void> {
    await transaction.query('recovery_codes_forget', 'DELETE FROM recovery_codes WHERE account_id = $1', [id]);
  }

  private async own(transaction: Transaction, { caller }: Own): Promise<Account> {
    const sql = `SELECT ${accountColumns} FROM accounts WHERE id = $1 FOR UPDATE`;
    const [account] = await transaction.query<Account>('account_second_factor', sql, [accountOf(caller)]);
    if (account === undefined || stateOf(account, this.clock.now()) !== 'active') throw notFound();
    return account;
  }
}

const alreadyEnabled = (): Problem => new Problem(409, 'already-enabled', 'the second factor is on; switch it off first');
