import { Injectable } from '@nestjs/common';
import { type Context, Problem, PublicFetch } from '#kit';
import { NotificationSettings } from '../settings';
import { isSignedWith, type SnsMessage, snsMessage } from './sns-message';

/** Certificates that are kept; there is one a region at a time. */
const mostCertificates = 20;

const refused = (): Problem => new Problem(401, 'bad-signature', 'the message is not signed by Amazon SNS for a topic of ours');

/** Believes Amazon SNS, and nobody who pretends to be it. Anybody may own a topic, so only the one in the settings is listened to. */
@Injectable()
export class Sns {
  private readonly topic: string | null;
  /** By their address: AWS never changes one. */
  private readonly certificates = new Map<string, string>();

  constructor(
    private readonly internet: PublicFetch,
    { MAIL_URL }: NotificationSettings,
  ) {
    this.topic = new URL(MAIL_URL).searchParams.get('topic');
  }

  /** The message that a body holds; refused when it is not from our topic. */
  async open(context: Context, body: Buffer): Promise<SnsMessage> {
    const message = read(body);
    if (message === undefined || this.topic === null || message.TopicArn !== this.topic) throw refused();
    if (!isSignedWith(message, await this.certificate(context, message.SigningCertURL))) throw refused();
    return message;
  }

  /** Agrees to a subscription, by asking for the address that SNS has sent. */
  async confirm(context: Context, { SubscribeURL }: { readonly SubscribeURL: string }): Promise<void> {
    await this.get(context, SubscribeURL);
  }

  private async certificate(context: Context, address: string): Promise<string> {
    const known = this.certificates.get(address);
    if (known !== undefined) return known;
    const pem = await this.get(context, address);
    if (this.certificates.size >= mostCertificates) this.certificates.clear();
    this.certificates.set(address, pem);
    return pem;
  }

  private async get(context: Context, address: string): Promise<string> {
    const failed = (reason: string): Problem => {
      context.log.warn({ reason }, 'Amazon SNS does not answer');
      return new Problem(503, 'sns-unavailable', 'Amazon SNS does not answer; send it again', { headers: { 'retry-after': '20' } });
    };
    const answer = await this.internet.fetch(address).catch((error: Error) => Promise.reject(failed(error.message)));
    if (answer.status !== 200) throw failed(`status ${answer.status}`);
    return answer.body;
  }
}

const read = (body: Buffer): SnsMessage | undefined => {
  try {
    return snsMessage.parse(JSON.parse(body.toString()));
  } catch {
    return undefined;
  }
};
