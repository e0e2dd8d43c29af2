import { type Answer, type Shop, until } from './shop';
import { note } from './telling';

/** An event as the gateway shows it. */
interface SeenEvent {
  readonly number: number;
  readonly type: string;
  readonly key: string;
  readonly to: readonly string[];
  readonly traceId: string;
}

/** Looks at the platform's events, and tells of those that came since the last time. */
export class Watch {
  private last = 0;

  constructor(private readonly shop: Shop) {}

  /** What happened before does not count. */
  async begin(): Promise<void> {
    this.last = (await this.since()).at(-1)?.number ?? 0;
  }

  /** Waits until each type was seen, for one of the keys when some are given; tells of all that belong to them. */
  async tell(types: readonly string[], keys?: readonly string[]): Promise<SeenEvent[]> {
    const events = await until(types.join(', '), async () => {
      const all = (await this.since()).filter(({ key }) => keys === undefined || keys.includes(key));
      return types.every((type) => all.some((event) => event.type === type)) && all;
    });
    this.last = Math.max(this.last, ...events.map(({ number }) => number));
    const lines = events.map(
      ({ type, to }) => `⇒ ${type.replace(/\.v1$/, '')} → ${to.map((name) => name.replace(/-service$/, '')).join(', ')}`,
    );
    for (const line of new Set(lines)) note(line);
    return events;
  }

  private async since(): Promise<SeenEvent[]> {
    const { body }: Answer = await this.shop.must('GET', `/events?after=${this.last}`);
    return body;
  }
}
