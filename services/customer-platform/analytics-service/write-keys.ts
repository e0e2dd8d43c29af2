import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, type Context, Database, Every } from '#kit';
import { AnalyticsSettings } from './settings';

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest();
const day = 86_400_000;
/** How long the keys that were read last are believed. */
const believedMs = 10_000;

/** The keys by which shops send events. Only their hashes are kept. */
@Injectable()
export class WriteKeys {
  private names: ReadonlyMap<string, string> = new Map();
  private readAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: AnalyticsSettings,
  ) {}

  /** Whose key it is; nobody's for one that is unknown or no longer good. */
  async ownerOf(context: Context, key: string): Promise<string | undefined> {
    const hash = hashOf(key);
    if (hash.equals(hashOf(this.settings.WRITE_KEY))) return 'shop';
    const now = this.clock.now().getTime();
    if (now - this.readAt >= believedMs) {
      const rows = await this.database.query<{ key_hash: Buffer; name: string }>(
        context,
        'write_keys_good',
        'SELECT key_hash, name FROM write_keys WHERE expires_at IS NULL OR expires_at > $1',
        [new Date(now)],
      );
      this.names = new Map(rows.map(({ key_hash, name }) => [key_hash.toString('hex'), name]));
      this.readAt = now;
    }
    return this.names.get(hash.toString('hex'));
  }

  /** Notes the key of the settings. One that it replaces is good for another day, while clients and replicas change over. */
  @Every(60_000)
  async noteOwn(context: Context): Promise<void> {
    const now = this.clock.now();
    await this.database.query(
      context,
      'write_keys_note',
      `WITH noted AS (
         INSERT INTO write_keys (key_hash, name, created_at) VALUES ($1, 'shop', $2) ON CONFLICT DO NOTHING RETURNING key_hash
       )
       UPDATE write_keys SET expires_at = $3 WHERE name = 'shop' AND expires_at IS NULL AND EXISTS (SELECT FROM noted)`,
      [hashOf(this.settings.WRITE_KEY), now, new Date(now.getTime() + day)],
    );
  }
}
