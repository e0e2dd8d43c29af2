import { Injectable } from '@nestjs/common';
import { type AnswerOf, Clock, Database, type RequestOf } from '#kit';
import { daysOf } from './days';
import type { getFunnel } from './routes';

/** How long events are kept. */
const most = 14;

/** Counts how far visitors come on a way through the shop, from the events themselves. */
@Injectable()
export class Funnels {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async count(request: RequestOf<typeof getFunnel>): Promise<AnswerOf<typeof getFunnel>> {
    const { steps, withinMinutes } = request.query;
    const { from, to, start, end } = daysOf(request.query, this.clock.now(), most);
    const [row = {}] = await this.database.query<Record<string, number>>(request, `funnel_${steps.length}`, statementFor(steps.length), [
      ...[steps, start, end, withinMinutes],
    ]);
    const first = row.step1 ?? 0;
    const counted = steps.map((name, index) => ({ name, visitors: row[`step${index + 1}`] ?? 0 }));
    return {
      ...{ from, to, withinMinutes },
      steps: counted.map((step) => ({ ...step, share: first === 0 ? 0 : Math.round((step.visitors / first) * 10_000) / 10_000 })),
    };
  }
}

/**
 * For each event and step: `began` is the latest beginning of a way on which this event is that step. Of several beginnings the latest leaves
 * most time, so no other need be known; a step must come after the one before it, not with it.
 */
const statementFor = (count: number): string => {
  const layers = Array.from({ length: count - 1 }, (_, index) => layer(index + 2));
  const counts = Array.from(
    { length: count },
    (_, index) => `count(DISTINCT anonymous_id) FILTER (WHERE began${index + 1} IS NOT NULL)::int AS step${index + 1}`,
  );
  return `WITH ways1 AS (
      SELECT anonymous_id, at, event_id, name, CASE WHEN name = ($1::text[])[1] THEN at END AS began1 FROM events
      WHERE name = ANY($1::text[]) AND at >= $2 AND at < $3
    ), ${layers.join(', ')}
    SELECT ${counts.join(', ')} FROM ways${count}`;
};

const layer = (step: number): string => `before${step} AS (
    SELECT *, max(began${step - 1}) OVER (
      PARTITION BY anonymous_id ORDER BY at, event_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS latest FROM ways${step - 1}
  ), ways${step} AS (
    SELECT ${['anonymous_id', 'at', 'event_id', 'name', ...Array.from({ length: step - 1 }, (_, index) => `began${index + 1}`)].join(', ')},
      CASE WHEN name = ($1::text[])[${step}] AND at - latest <= make_interval(mins => $4::int) THEN latest END AS began${step}
    FROM before${step}
  )`;
