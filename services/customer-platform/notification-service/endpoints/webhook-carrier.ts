import { Injectable } from '@nestjs/common';
import { Clock, PublicFetch, PublicFetchFailed, webhookHeaders } from '#kit';
import { Carrier, SendFailure } from '../carriers/carrier';
import type { DueMessage } from '../delivery-store';
import { EndpointSecrets } from './endpoint-secrets';

/** A webhook to one endpoint. */
export interface WebhookParcel {
  /** Id of the message: the same for each try. */
  readonly id: string;
  readonly url: string;
  readonly secret: string;
  readonly body: string;
}

/** The endpoint says that it does not want webhooks any more. */
export class EndpointGone extends SendFailure {
  constructor() {
    super('refused', 'the endpoint is gone (410)');
  }
}

/** These addresses may be good again later; all others are refused for good, and their owner's other messages are too. */
const mayPass = new Set(['unresolvable', 'unreachable', 'timeout', 'too-large']);

/**
 * Sends webhooks to the endpoints of customers, signed. A webhook that may have been taken is sent again, because its receiver knows it by
 * its id.
 * @see https://www.standardwebhooks.com/
 */
@Injectable()
export class WebhookCarrier extends Carrier<WebhookParcel> {
  readonly provider = 'webhook';

  constructor(
    private readonly internet: PublicFetch,
    private readonly secrets: EndpointSecrets,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** What a message says to a machine. */
  parcelOf({ id, template, data, created_at, endpoint_id, endpoint_url, endpoint_secret }: DueMessage): WebhookParcel {
    if (endpoint_id === null || endpoint_url === null || endpoint_secret === null)
      throw new Error(`webhook: no-endpoint: message ${id} has none; ask for the verdict first`);
    const body = JSON.stringify({ type: template, timestamp: created_at.toISOString(), data: data ?? {} });
    return { id, url: endpoint_url, secret: this.secrets.open(endpoint_id, endpoint_secret), body };
  }

  async send({ id, url, secret, body }: WebhookParcel): Promise<undefined> {
    const status = await this.post(url, webhookHeaders(id, body, secret, this.clock), body);
    if (status === 410) throw new EndpointGone();
    if (status < 200 || status > 299) throw new SendFailure('not-taken', `the endpoint answered ${status}`);
  }

  private async post(url: string, headers: Record<string, string>, body: string): Promise<number> {
    try {
      return (await this.internet.fetch(url, { method: 'POST', headers, body })).status;
    } catch (error) {
      if (!(error instanceof PublicFetchFailed)) throw error;
      // What it says of the host would tell the log whose endpoint it is.
      throw new SendFailure(mayPass.has(error.rule) ? 'not-taken' : 'refused', `the endpoint was not reached (${error.rule})`);
    }
  }
}
