import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database } from '#kit';

/** Tells searches of one caller and day from others, without telling whose they are. */
@Injectable()
export class Sessions {
  private today: { readonly day: string; readonly salt: string } | undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Hash of an address: the same all day in every replica, another one tomorrow. */
  async hashOf(context: Context, address: string): Promise<string> {
    const day = this.clock.now().toISOString().slice(0, 10);
    const today = this.today?.day === day ? this.today : { day, salt: await this.saltOf(context, day) };
    this.today = today;
    return createHash('sha256').update(`${day} ${today.salt} ${address}`).digest('hex').slice(0, 32);
  }

  /** Whichever replica asks first makes it. */
  private async saltOf(context: Context, day: string): Promise<string> {
    const insert = 'INSERT INTO daily_salts (day, salt) VALUES ($1, $2) ON CONFLICT DO NOTHING';
    await this.database.query(context, 'salt_make', insert, [day, randomBytes(32).toString('hex')]);
    const [row] = await this.database.query<{ salt: string }>(context, 'salt_read', 'SELECT salt FROM daily_salts WHERE day = $1', [day]);
    if (row === undefined) throw new Error(`daily_salts: no-salt: ${day} has none although one was just made; look who deletes them`);
    return row.salt;
  }
}
