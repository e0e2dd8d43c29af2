import type { Draft } from '../load';
import { didYouMean, type Mistake } from '../mistake';
import { isBroken } from '../registry';
import type { EventType } from '../topic';

/** Topics are declared once, every event that is read is written by exactly one service, and every event that is written is read. */
export function* eventMistakes(draft: Draft): Generator<Mistake> {
  yield* topicMistakes(draft);
  yield* undeclared(draft);
  // A service that could not be read may be the missing producer or consumer.
  if (draft.complete) yield* unmatched(draft);
}

function* topicMistakes({ topics }: Draft): Generator<Mistake> {
  const seen = new Map<string, string>();
  for (const { topic, file, exported } of topics) {
    const first = seen.get(topic.name);
    if (first !== undefined)
      yield {
        file,
        rule: 'topic-taken',
        fact: `topic '${topic.name}' is also declared in ${first}`,
        fix: 'declare it once, with all its events',
      };
    seen.set(topic.name, file);
    for (const event of eventsOf(exported)) {
      const fields = fieldsOf(event);
      if (!fields.includes(topic.key)) {
        yield {
          file,
          rule: 'event-without-key',
          fact: `'${event.type}' has no field '${topic.key}', the key of its topic`,
          fix: didYouMean(topic.key, fields, 'add the field to the payload'),
        };
      }
    }
  }
}

function* undeclared({ services, topics }: Draft): Generator<Mistake> {
  const known = new Set(topics.flatMap(({ exported }) => eventsOf(exported).map(({ type }) => type)));
  for (const { file, produces = [], consumes = [] } of services) {
    for (const [field, events] of Object.entries({ produces, consumes })) {
      for (const event of events.filter((each) => !isBroken(each))) {
        if (!known.has(event.type)) {
          yield {
            file,
            rule: 'unknown-event',
            fact: `${field} names '${event.type}', which no file of platform/topics declares`,
            fix: didYouMean(event.type, known, 'export its topic there'),
          };
        }
      }
    }
  }
}

function* unmatched({ services }: Draft): Generator<Mistake> {
  const producers = by(services, ({ produces }) => produces);
  const consumers = by(services, ({ consumes }) => consumes);
  for (const [type, { event, files }] of consumers) {
    const fact = `consumes '${type}', which no service produces`;
    if (!producers.has(event.type))
      for (const file of files)
        yield {
          file,
          rule: 'event-without-producer',
          fact,
          fix: didYouMean(type, producers.keys(), 'add it to the produces of a service, or remove it here'),
        };
  }
  for (const [type, { event, files, names }] of producers) {
    const [first, ...others] = files;
    if (!consumers.has(type) && first)
      yield {
        file: first,
        rule: 'event-without-consumer',
        fact: `produces '${type}', which no service consumes`,
        fix: 'remove it until somebody listens',
      };
    if (!event.topic.anyProducer) {
      for (const file of others)
        yield {
          file,
          rule: 'two-producers',
          fact: `produces '${type}', as ${names[0]} does`,
          fix: 'leave it to one of them; order per key holds with one producer only',
        };
    }
  }
}

interface Use {
  readonly event: EventType;
  readonly files: string[];
  readonly names: string[];
}

const by = (
  services: Draft['services'],
  pick: (service: Draft['services'][number]) => readonly EventType[] | undefined,
): Map<string, Use> => {
  const uses = new Map<string, Use>();
  for (const service of services) {
    for (const event of (pick(service) ?? []).filter((each) => !isBroken(each))) {
      const use = uses.get(event.type) ?? { event, files: [], names: [] };
      use.files.push(service.file);
      use.names.push(service.name);
      uses.set(event.type, use);
    }
  }
  return uses;
};

const eventsOf = (exported: object): EventType[] =>
  Object.entries(exported).flatMap(([name, value]) => (name === 'topic' ? [] : [value as EventType]));

const fieldsOf = ({ schema }: EventType): string[] => Object.keys((schema as { shape?: object }).shape ?? {});
