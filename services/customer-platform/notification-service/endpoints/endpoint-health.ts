import { Injectable } from '@nestjs/common';
import { Clock, type Transaction } from '#kit';
import { MessageQueue } from '../message-queue';

/** For how long an endpoint may fail before it is disabled, in milliseconds. */
const patience = 5 * 86_400_000;

/** What became of a webhook. */
export type EndpointResult = 'taken' | 'failed' | 'gone';

/** Disables endpoints that fail for five days or say that they are gone, and tells their owners. */
@Injectable()
export class EndpointHealth {
  constructor(
    private readonly queue: MessageQueue,
    private readonly clock: Clock,
  ) {}

  async note(endpointId: string, result: EndpointResult, transaction: Transaction): Promise<void> {
    const now = this.clock.now();
    if (result === 'taken') {
      await transaction.query(
        'endpoint_taken',
        'UPDATE endpoints SET failures = 0, failing_since = NULL, updated_at = $2 WHERE id = $1 AND failures > 0',
        [endpointId, now],
      );
      return;
    }
    const since = new Date(now.getTime() - patience);
    const [endpoint] = await transaction.query<{ user_id: string; url: string; disabled: boolean }>(
      'endpoint_failed',
      `UPDATE endpoints SET failures = failures + 1, failing_since = coalesce(failing_since, $2), updated_at = $2,
         disabled_at = CASE WHEN $3 OR failing_since <= $4 THEN $2::timestamptz END
       WHERE id = $1 AND disabled_at IS NULL AND deleted_at IS NULL RETURNING user_id, url, disabled_at IS NOT NULL AS disabled`,
      [endpointId, now, result === 'gone', since],
    );
    if (!endpoint?.disabled) return;
    const { user_id: userId, url } = endpoint;
    const { host } = new URL(url);
    await this.queue.put({ cause: `endpoint:${endpointId}`, template: 'endpoint-disabled', userId, data: { host } }, 'email', transaction);
  }
}
