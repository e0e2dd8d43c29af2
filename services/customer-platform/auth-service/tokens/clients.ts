import { timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Clock, type Context, Every } from '#kit';
import { AuthSettings } from '../settings';
import { fingerprint } from './sealing';

/** How long the secret before the current one is accepted, in milliseconds: until every replica of a client has read the new one. */
const overlap = 10 * 60_000;

interface Known {
  readonly current: Buffer;
  readonly previous?: { readonly secret: Buffer; readonly until: number } | undefined;
}

/** The services that may ask for tokens, and how they prove who they are. Of a secret only a hash stays in memory. */
@Injectable()
export class Clients {
  private readonly scopes: ReadonlyMap<string, readonly string[]>;
  private readonly known = new Map<string, Known>();
  /** Compared with when there is no such client, so that the answer takes as long. */
  private readonly nobody = fingerprint('');

  constructor(
    private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {
    this.scopes = new Map(Object.entries(settings.CLIENTS));
  }

  /** What the client may ask for; `undefined` when the secret is not the client's, or there is no such client. */
  async scopesFor(client: string, secret: string): Promise<readonly string[] | undefined> {
    const scopes = this.scopes.get(client);
    if (scopes) await this.look(client);
    const { current, previous } = this.known.get(client) ?? { current: this.nobody };
    const sent = fingerprint(secret);
    const isCurrent = timingSafeEqual(sent, current);
    const isPrevious = timingSafeEqual(sent, previous?.secret ?? this.nobody) && previous !== undefined && this.now() < previous.until;
    return secret !== '' && (isCurrent || isPrevious) ? scopes : undefined;
  }

  /** Notices changed secrets also while nobody asks, so that the old one's ten minutes begin with the change. */
  @Every(5000)
  async lookAtAll(_context: Context): Promise<void> {
    await Promise.all([...this.scopes.keys()].map((client) => this.look(client)));
  }

  private async look(client: string): Promise<void> {
    const { CLIENT_SECRETS_FOLDER: folder } = this.settings;
    if (folder === undefined) return;
    // While the file is being replaced the known secret still holds.
    const text = await readFile(join(folder, client), 'utf8').catch(() => '');
    if (text.trim() === '') return;
    const current = fingerprint(text.trim());
    const before = this.known.get(client);
    if (before?.current.equals(current)) return;
    this.known.set(client, { current, previous: before && { secret: before.current, until: this.now() + overlap } });
  }

  private now(): number {
    return this.clock.now().getTime();
  }
}
