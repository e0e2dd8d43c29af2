import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuthSettings } from '../settings';
import { keyFor } from '../tokens/sealing';

/** The first that fits names the program; more than its family is not kept. */
const families: readonly (readonly [RegExp, string])[] = [
  [/edg(e|a|ios)?\//i, 'Edge'],
  [/opr\/|opera/i, 'Opera'],
  [/firefox|fxios/i, 'Firefox'],
  [/chrome|crios/i, 'Chrome'],
  [/safari/i, 'Safari'],
  [/okhttp|dalvik/i, 'Android app'],
  [/cfnetwork/i, 'iOS app'],
  [/curl/i, 'curl'],
];

interface Request {
  header(name: string): string | undefined;
  readonly address: string;
}

/** Where a request came from: enough for a person to recognise a device, too little to follow somebody. */
@Injectable()
export class Origins {
  private readonly key: Buffer;

  constructor(settings: AuthSettings) {
    this.key = keyFor('addresses', Buffer.from(settings.KEY_ENCRYPTION_KEY, 'base64'));
  }

  /** The hash of the day is for others: with it nobody can follow an address from one day to the next. */
  of(request: Request, now: Date): { agentFamily: string; ipHash: string; ipHashOfTheDay: string } {
    const agent = request.header('user-agent') ?? '';
    const agentFamily = families.find(([pattern]) => pattern.test(agent))?.[1] ?? 'other';
    const day = now.toISOString().slice(0, 10);
    return { agentFamily, ipHash: this.hash(request.address), ipHashOfTheDay: this.hash(`${day} ${request.address}`) };
  }

  /** With a key, because all addresses there are can be hashed in minutes. */
  private hash(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}
