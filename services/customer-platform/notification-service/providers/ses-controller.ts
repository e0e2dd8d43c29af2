import { Controller } from '@nestjs/common';
import { type RequestOf, Route } from '#kit';
import { Feedback } from './feedback';
import { receiveFromSes } from './ses-routes';
import { Sns } from './sns';

@Controller()
export class SesController {
  constructor(
    private readonly sns: Sns,
    private readonly feedback: Feedback,
  ) {}

  @Route(receiveFromSes)
  async receive(request: RequestOf<typeof receiveFromSes>): Promise<void> {
    const message = await this.sns.open(request, request.rawBody);
    if (message.Type === 'SubscriptionConfirmation') await this.sns.confirm(request, message);
    if (message.Type === 'Notification') await this.feedback.take(request, message.Message);
  }
}
