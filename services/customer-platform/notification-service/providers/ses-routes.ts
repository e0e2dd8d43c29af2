import { route } from '#kit';

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html */
export const receiveFromSes = route({
  method: 'POST',
  path: '/notifications/providers/ses',
  summary: 'Takes what Amazon SES tells of bounces and complaints, by a topic of SNS and signed by it',
  access: 'public',
  raw: true,
  limits: [{ group: 'webhooks', most: 600, windowSeconds: 60, by: 'address' }],
  problems: { 'bad-signature': 401, 'sns-unavailable': 503 },
});
