import { Controller } from '@nestjs/common';
import * as z from 'zod';
import { DeadLetterDesk } from '../events/dead-letter-desk';
import { type AnswerOf, type RequestOf, Route, route } from '../http/route';

const id = z.string().regex(/^\d{1,18}$/);
const state = z.enum(['open', 'replayed', 'discarded']);
const params = z.object({ id });
const closed = z.object({ id, state });

export const listDeadLetters = route({
  method: 'GET',
  path: '/internal/dead-letters',
  summary: 'Lists events that could not be handled, latest first and without their payloads',
  access: ['ops:write'],
  query: z.object({ state: state.default('open'), limit: z.coerce.number().int().min(1).max(100).default(20), before: id.optional() }),
  answer: z.object({
    data: z.array(
      z.object({
        ...{ id, state, topic: z.string(), type: z.string(), eventId: z.string(), key: z.string() },
        ...{ error: z.string(), attempts: z.int(), createdAt: z.iso.datetime() },
        /** Whether it can be replayed: payloads of sensitive topics are not kept. */
        hasPayload: z.boolean(),
      }),
    ),
    /** The `before` of the next page. */
    next: id.nullable(),
  }),
});

export const replayDeadLetter = route({
  method: 'POST',
  path: '/internal/dead-letters/{id}/replay',
  summary: 'Handles an event again, as if it came for the first time',
  access: ['ops:write'],
  params,
  answer: closed,
  problems: { 'dead-letter-closed': 409, 'payload-not-kept': 409, 'replay-failed': 422 },
});

export const discardDeadLetter = route({
  method: 'POST',
  path: '/internal/dead-letters/{id}/discard',
  summary: 'Puts an event aside for good',
  access: ['ops:write'],
  params,
  answer: closed,
  problems: { 'dead-letter-closed': 409 },
});

/** Events that could not be handled, for operators. */
@Controller()
export class DeadLettersController {
  constructor(private readonly desk: DeadLetterDesk) {}

  @Route(listDeadLetters)
  async list(request: RequestOf<typeof listDeadLetters>): Promise<AnswerOf<typeof listDeadLetters>> {
    const { limit } = request.query;
    const letters = await this.desk.list(request, request.query);
    const data = letters.slice(0, limit).map((letter) => ({ ...letter, createdAt: letter.createdAt.toISOString() }));
    return { data, next: letters.length > limit ? (data.at(-1)?.id ?? null) : null };
  }

  @Route(replayDeadLetter)
  async replay(request: RequestOf<typeof replayDeadLetter>): Promise<AnswerOf<typeof replayDeadLetter>> {
    const { id } = request.params;
    await this.desk.replay(request, id);
    request.log.info({ audit: 'dead-letter.replayed', userId: request.caller.subject, deadLetter: id }, 'dead letter replayed');
    return { id, state: 'replayed' };
  }

  @Route(discardDeadLetter)
  async discard(request: RequestOf<typeof discardDeadLetter>): Promise<AnswerOf<typeof discardDeadLetter>> {
    const { id } = request.params;
    await this.desk.discard(request, id);
    request.log.info({ audit: 'dead-letter.discarded', userId: request.caller.subject, deadLetter: id }, 'dead letter discarded');
    return { id, state: 'discarded' };
  }
}
