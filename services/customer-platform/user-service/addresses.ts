import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type Context, Database, notFound, Problem, type RequestOf, type Transaction } from '#kit';
import type { Address, AddressWish, addAddress, removeAddress, replaceAddress } from './address-routes';
import { AddressRow } from './entities';

const most = 20;

const toAddress = ({ id, name, line1, line2, city, postalCode, country, isDefault }: AddressRow): Address => ({
  id,
  name,
  line1,
  ...(line2 !== null && { line2 }),
  city,
  postalCode,
  country,
  isDefault,
});

/** Addresses of people: at most twenty each, and exactly one default when there is any. */
@Injectable()
export class Addresses {
  constructor(private readonly database: Database) {}

  async list(context: Context, userId: string): Promise<Address[]> {
    return this.database.transaction(context, async ({ entities }) =>
      (await entities.find(AddressRow, { where: { userId }, order: { id: 'ASC' } })).map(toAddress),
    );
  }

  async get(context: Context, userId: string, id: string): Promise<Address> {
    const row = await this.database.transaction(context, ({ entities }) => entities.findOneBy(AddressRow, { id, userId }));
    if (row === null) throw notFound();
    return toAddress(row);
  }

  async add(request: RequestOf<typeof addAddress>): Promise<Address> {
    const userId = request.caller.subject;
    return this.database.transaction(request, async (transaction) => {
      const others = await this.lock(transaction, userId);
      if (others.length >= most) throw new Problem(422, 'too-many-addresses', `${most} addresses are kept; remove one first`);
      const row = await this.store(transaction, { id: v7(), userId }, request.body, others);
      return transaction.answer(request.idempotency, toAddress(row));
    });
  }

  async replace(request: RequestOf<typeof replaceAddress>, id: string, wish: AddressWish): Promise<Address> {
    const userId = request.caller.subject;
    return this.database.transaction(request, async (transaction) => {
      const all = await this.lock(transaction, userId);
      const old = all.find((each) => each.id === id);
      if (old === undefined) throw notFound();
      const others = all.filter((each) => each.id !== id);
      return toAddress(await this.store(transaction, { id, userId }, { ...wish, isDefault: wish.isDefault ?? old.isDefault }, others));
    });
  }

  /** Removing twice is fine. */
  async remove(request: RequestOf<typeof removeAddress>, id: string): Promise<void> {
    const userId = request.caller.subject;
    await this.database.transaction(request, async (transaction) => {
      const all = await this.lock(transaction, userId);
      await transaction.entities.delete(AddressRow, { id, userId });
      const [oldest] = all.filter((each) => each.id !== id);
      if (oldest && all.some((each) => each.id === id && each.isDefault))
        await transaction.entities.update(AddressRow, { id: oldest.id }, { isDefault: true });
    });
  }

  /** One change of a person's addresses at a time: the rule is about all of them together. */
  private async lock(transaction: Transaction, userId: string): Promise<AddressRow[]> {
    await transaction.query('address_lock', 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [userId]);
    return transaction.entities.find(AddressRow, { where: { userId }, order: { id: 'ASC' } });
  }

  /** A token outlives its account by minutes. The lock makes erasure wait, so that it sees this address too. */
  private async refuseErased(transaction: Transaction, userId: string): Promise<void> {
    const [profile] = await transaction.query<{ status: string }>('address_owner', 'SELECT status FROM profiles WHERE id = $1 FOR SHARE', [
      userId,
    ]);
    if (profile?.status === 'erased') throw notFound();
  }

  private async store(
    transaction: Transaction,
    who: Pick<AddressRow, 'id' | 'userId'>,
    { line2, ...wish }: AddressWish,
    others: readonly AddressRow[],
  ): Promise<AddressRow> {
    const { entities } = transaction;
    await this.refuseErased(transaction, who.userId);
    const isDefault = wish.isDefault === true || !others.some((each) => each.isDefault);
    const row: AddressRow = { ...who, ...wish, line2: line2 ?? null, isDefault: false };
    await entities.upsert(AddressRow, row, ['id']);
    if (!isDefault) return row;
    await entities.update(AddressRow, { userId: who.userId, isDefault: true }, { isDefault: false });
    await entities.update(AddressRow, { id: who.id }, { isDefault: true });
    return { ...row, isDefault: true };
  }
}
