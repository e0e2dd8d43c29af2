import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { NotificationSettings } from './settings';

const form = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/;

/** Links that end a person's marketing mail without signing in. Only we can make them; they do not expire, because mails are kept for years. */
@Injectable()
export class UnsubscribeLinks {
  constructor(private readonly settings: NotificationSettings) {}

  linkFor(userId: string): string {
    return `${this.settings.PUBLIC_URL}/unsubscribe?token=${userId}.${this.sign(userId).toString('base64url')}`;
  }

  /** Whose link it is; nobody's when it was not made here. */
  userOf(token: string): string | undefined {
    const [, userId, signature] = form.exec(token) ?? [];
    if (userId === undefined || signature === undefined) return undefined;
    return timingSafeEqual(this.sign(userId), Buffer.from(signature, 'base64url')) ? userId : undefined;
  }

  private sign(userId: string): Buffer {
    return createHmac('sha256', this.settings.UNSUBSCRIBE_KEY).update(`unsubscribe marketing ${userId}`).digest();
  }
}
