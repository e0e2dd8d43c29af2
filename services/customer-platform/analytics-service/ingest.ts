import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, Metrics, type RequestOf } from '#kit';
import { Batches } from './batches';
import { Clients } from './clients';
import { countedName, judge } from './event';
import type { takeEvents } from './routes';

/** Takes events of the shop. */
@Injectable()
export class Ingest {
  private readonly ingested;

  constructor(
    private readonly batches: Batches,
    private readonly clients: Clients,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.ingested = metrics.counter<'name'>('analytics_events_ingested_total', 'Events that were new, by name.', ['name']);
  }

  async take(request: RequestOf<typeof takeEvents>): Promise<AnswerOf<typeof takeEvents>> {
    const userId = await this.clients.admit(request);
    const { events, repeated, rejected } = judge(request.body.events, { now: this.clock.now(), userId });
    const accepted = events.length === 0 ? [] : await this.batches.add(request, events);
    for (const { name } of accepted) this.ingested.add({ name: countedName(name) });
    return { accepted: accepted.length, duplicates: repeated + events.length - accepted.length, rejected: [...rejected] };
  }
}
