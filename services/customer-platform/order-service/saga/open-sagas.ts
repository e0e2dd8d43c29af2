import { Injectable } from '@nestjs/common';
import { Database, Metrics } from '#kit';

/** Shows how many orders wait for whom. Every replica shows the same, so take the highest, not the sum. */
@Injectable()
export class OpenSagas {
  constructor(
    private readonly database: Database,
    metrics: Metrics,
  ) {
    metrics.gauges('order_sagas_open', 'Sagas of orders that have not ended, by what they wait for.', 'step', () =>
      this.bySteps().catch(() => []),
    );
  }

  private async bySteps(): Promise<[string, number][]> {
    const rows = await this.database.query<{ step: string; sagas: number }>(
      undefined,
      'sagas_open_by_step',
      `SELECT step, count(*)::int AS sagas FROM sagas WHERE state IN ('running', 'compensating', 'needs_operator') GROUP BY step`,
    );
    return rows.map(({ step, sagas }) => [step, sagas]);
  }
}
