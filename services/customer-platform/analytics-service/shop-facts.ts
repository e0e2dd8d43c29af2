import { Injectable } from '@nestjs/common';
import { type EventData, On, type Received, type Transaction } from '#kit';
import { messages } from '#platform/topics/notification';
import { reviews } from '#platform/topics/review';
import { queries } from '#platform/topics/search';
import { Facts, one } from './facts';

/** Longer ones are cut: they are counted under how they begin. */
const longestQuery = 100;

/** What people look for, what they say of products, and what the shop writes to them. */
@Injectable()
export class ShopFacts {
  constructor(private readonly facts: Facts) {}

  @On(queries.executed)
  async searched({ data }: Received<EventData<typeof queries.executed>>, transaction: Transaction): Promise<void> {
    const { queryId, normalisedQuery, zero, at } = data;
    const dims = { query: normalisedQuery.slice(0, longestQuery) };
    const empty = zero ? [one('empty_searches'), one('empty_queries', dims)] : [];
    await this.facts.note(transaction, { kind: 'query', id: queryId, at, amounts: [one('searches'), one('queries', dims), ...empty] });
  }

  @On(reviews.published)
  async reviewed({ data }: Received<EventData<typeof reviews.published>>, transaction: Transaction): Promise<void> {
    const { reviewId, rating, publishedAt } = data;
    await this.facts.note(transaction, {
      ...{ kind: 'review.published', id: reviewId, at: publishedAt },
      amounts: [one('reviews', { rating: `${rating}` })],
    });
  }

  @On(messages.sent)
  async sent({ data }: Received<EventData<typeof messages.sent>>, transaction: Transaction): Promise<void> {
    const { messageId, channel, sentAt } = data;
    await this.facts.note(transaction, { kind: 'message.sent', id: messageId, at: sentAt, amounts: [one('messages_sent', { channel })] });
  }

  /** The event itself says when: its data does not. */
  @On(messages.failed)
  async failed({ data, time }: Received<EventData<typeof messages.failed>>, transaction: Transaction): Promise<void> {
    const { messageId, channel, code } = data;
    const amounts = [one('messages_failed', { channel, code })];
    await this.facts.note(transaction, { kind: 'message.failed', id: messageId, at: time, amounts });
  }
}
