import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type AnswerOf, type Caller, Database, notFound, Problem, positionOf, type RequestOf, type Transaction, toPage } from '#kit';
import type { Channel } from './channel';
import type { MessageState } from './entities';
import { MessageQueue, type NewMessage } from './message-queue';
import { personOf } from './person';
import type { getMessage, listMessages, Message, sendMessage } from './routes';
import { type TemplateName, templateNamed } from './templates';
import { chosenFrom } from './templates/given-data';

interface Row {
  readonly id: string;
  readonly template: string;
  readonly channel: Channel;
  readonly state: MessageState;
  readonly code: string | null;
  readonly user_id: string | null;
  readonly attempts: number;
  readonly created_at: Date;
  readonly sent_at: Date | null;
  readonly next_at: Date | null;
  readonly body: string | null;
}

const columns = 'id, template, channel, state, code, user_id, attempts, created_at, sent_at, next_at';

const toMessage = (row: Row): Message => ({
  id: row.id,
  template: row.template,
  channel: row.channel,
  state: row.state,
  code: row.code,
  userId: row.user_id,
  attempts: row.attempts,
  createdAt: row.created_at.toISOString(),
  sentAt: row.sent_at?.toISOString() ?? null,
  nextAt: row.next_at?.toISOString() ?? null,
});

/** Whose messages a caller may see; nobody's in particular for those who may see all. */
const ownerOf = (caller: Caller): string | undefined => (caller.scopes.has('notifications:read') ? undefined : personOf(caller));

/** Messages as callers send and see them. */
@Injectable()
export class Messages {
  constructor(
    private readonly database: Database,
    private readonly queue: MessageQueue,
  ) {}

  async send(request: RequestOf<typeof sendMessage>): Promise<AnswerOf<typeof sendMessage>> {
    const { template: name, channel, to, data } = request.body;
    const template = templateNamed(name);
    if (template === undefined || template.secret)
      throw new Problem(422, 'unknown-template', 'no template of this name can be sent by hand');
    const message = { cause: `request:${v7()}`, template: name as TemplateName, userId: to.userId, data: chosenFrom(data, template) };
    return this.database.transaction(request, async (transaction) => {
      const messageId = await this.put(message, channel, transaction);
      if (messageId === undefined) throw new Problem(422, 'no-contact', `no way to reach this person by ${channel} is known`);
      return transaction.answer(request.idempotency, { messageId });
    });
  }

  /** Stores a message and gives its id; none when the channel does not lead to the person. */
  private async put(message: NewMessage, channel: Channel, transaction: Transaction): Promise<string | undefined> {
    if (channel === 'webhook') return (await this.queue.putWebhooks(message, transaction))[0];
    const [contact] = await transaction.query<{ known: boolean }>(
      'contact_known',
      "SELECT CASE $2 WHEN 'sms' THEN phone ELSE email END IS NOT NULL AS known FROM contacts WHERE user_id = $1",
      [message.userId, channel],
    );
    return contact?.known ? this.queue.put(message, channel, transaction) : undefined;
  }

  async list(request: RequestOf<typeof listMessages>): Promise<AnswerOf<typeof listMessages>> {
    const { query, caller } = request;
    const user = ownerOf(caller) ?? query.userId ?? null;
    const after = positionOf(query);
    const rows = await this.database.query<Row>(
      request,
      // Two statements, because each has an index of its own.
      user ? 'message_list_of_user' : 'message_list',
      `SELECT ${columns} FROM messages WHERE ${user ? 'user_id = $1' : '$1::uuid IS NULL'}
         AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR template = $3)
         AND ($4::timestamptz IS NULL OR (created_at, id) < ($4, $5::uuid))
       ORDER BY created_at DESC, id DESC LIMIT $6`,
      [user, query.state, query.template, after?.time, after?.id, query.limit + 1],
    );
    const { data, page } = toPage(rows, query, ({ created_at, id }) => ({ time: created_at.toISOString(), id }));
    return { data: data.map(toMessage), page };
  }

  async get(request: RequestOf<typeof getMessage>): Promise<AnswerOf<typeof getMessage>> {
    const { params, caller } = request;
    const [row] = await this.database.query<Row>(
      request,
      'message_get',
      `SELECT ${columns}, body FROM messages WHERE id = $1 AND ($2::uuid IS NULL OR user_id = $2)`,
      [params.id, ownerOf(caller) ?? null],
    );
    if (row === undefined) throw notFound();
    return { ...toMessage(row), body: row.user_id === caller.subject ? row.body : null };
  }
}
