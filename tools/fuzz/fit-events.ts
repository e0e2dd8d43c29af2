import * as z from 'zod';
import { defineTopic, type EventType, type Source, type TopicFacts } from '#model';
import { lean, Taken } from './fit-service';
import type { TopicDraft } from './surroundings';

/** What one service writes and reads. */
export interface Events {
  readonly produces: EventType[];
  readonly consumes: EventType[];
}

/** The files of topics, and what each of some services does with them: each event is read by somebody, and written by one unless several may. */
export const eventsFrom = (topics: readonly TopicDraft[], services: number): { sources: Source[]; uses: Events[] } => {
  const uses: Events[] = Array.from({ length: services }, () => ({ produces: [], consumes: [] }));
  const taken = new Taken<string>((name) => `${name}x`);
  const sources = topics.map(({ events, ...facts }, index) => {
    const payload = z.object({ id: z.string() });
    const payloads = Object.fromEntries(events.map(({ name }) => [name, payload]));
    const own = { ...lean(facts), context: taken.free(facts.context), key: 'id', events: payloads };
    const declared = defineTopic(own as TopicFacts & { events: typeof payloads });
    for (const { name, producers, consumers } of events) {
      const event = declared[name] as EventType;
      for (const each of indices(producers, services).slice(0, facts.anyProducer ? 2 : 1)) uses[each]?.produces.push(event);
      for (const each of indices(consumers, services)) uses[each]?.consumes.push(event);
    }
    return { file: `platform/topics/topic-${index}.ts`, exports: { declared } };
  });
  return { sources, uses };
};

const indices = (places: readonly number[], count: number): number[] => [...new Set(places.map((place) => place % count))];
