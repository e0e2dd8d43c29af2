import { Controller } from '@nestjs/common';
import * as z from 'zod';
import { Database } from '../database/database';
import { type AnswerOf, type RequestOf, Route, route } from '../http/route';

export const showOutbox = route({
  method: 'GET',
  path: '/internal/outbox',
  summary: 'Counts the events that wait to be published, and says how long the oldest has waited',
  access: ['ops:write'],
  answer: z.object({ unpublished: z.int(), oldestAgeSeconds: z.number(), byTopic: z.record(z.string(), z.int()) }),
});

interface Row {
  readonly topic: string;
  readonly n: string;
  readonly age: string;
}

/** What waits in the outbox, for operators. */
@Controller()
export class OutboxController {
  constructor(private readonly database: Database) {}

  @Route(showOutbox)
  async show(request: RequestOf<typeof showOutbox>): Promise<AnswerOf<typeof showOutbox>> {
    const rows = await this.database.query<Row>(
      request,
      'outbox_show',
      `SELECT topic, count(*) AS n, extract(epoch FROM now() - min(created_at)) AS age
         FROM outbox WHERE published_at IS NULL GROUP BY topic ORDER BY topic`,
    );
    return {
      unpublished: rows.reduce((sum, { n }) => sum + Number(n), 0),
      oldestAgeSeconds: Math.max(0, ...rows.map(({ age }) => Number(age))),
      byTopic: Object.fromEntries(rows.map(({ topic, n }) => [topic, Number(n)])),
    };
  }
}
