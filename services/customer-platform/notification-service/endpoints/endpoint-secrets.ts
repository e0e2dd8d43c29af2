import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { seal, unseal } from '#kit';
import { NotificationSettings } from '../settings';

/** The secrets that webhooks are signed with. They are stored encrypted, each for its endpoint alone. */
@Injectable()
export class EndpointSecrets {
  private readonly key: Buffer;

  constructor({ ENDPOINT_ENCRYPTION_KEY }: NotificationSettings) {
    this.key = Buffer.from(ENDPOINT_ENCRYPTION_KEY, 'base64');
  }

  /** A new secret as its owner gets it, and as it is stored. */
  make(endpointId: string): { readonly secret: string; readonly sealed: Buffer } {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    return { secret, sealed: seal(this.key, secret, endpointId) };
  }

  open(endpointId: string, sealed: Buffer): string {
    return unseal(this.key, sealed, endpointId);
  }
}
