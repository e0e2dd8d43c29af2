import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Messages } from './messages';
import { Preferences } from './preferences';
import { getMessage, getPreferences, listMessages, putPreferences, sendMessage, unsubscribe } from './routes';

@Controller()
export class NotificationController {
  constructor(
    private readonly messages: Messages,
    private readonly preferences: Preferences,
  ) {}

  @Route(sendMessage)
  send(request: RequestOf<typeof sendMessage>): Promise<AnswerOf<typeof sendMessage>> {
    return this.messages.send(request);
  }

  @Route(listMessages)
  list(request: RequestOf<typeof listMessages>): Promise<AnswerOf<typeof listMessages>> {
    return this.messages.list(request);
  }

  @Route(getMessage)
  get(request: RequestOf<typeof getMessage>): Promise<AnswerOf<typeof getMessage>> {
    return this.messages.get(request);
  }

  @Route(getPreferences)
  getPreferences(request: RequestOf<typeof getPreferences>): Promise<AnswerOf<typeof getPreferences>> {
    return this.preferences.get(request);
  }

  @Route(putPreferences)
  putPreferences(request: RequestOf<typeof putPreferences>): Promise<AnswerOf<typeof putPreferences>> {
    return this.preferences.put(request);
  }

  @Route(unsubscribe)
  unsubscribe(request: RequestOf<typeof unsubscribe>): Promise<void> {
    return this.preferences.unsubscribe(request);
  }
}
