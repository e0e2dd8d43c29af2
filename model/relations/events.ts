import { builtHere } from '../derive';
import type { Draft, EventUse } from '../draft';
import { didYouMean, type Mistake } from '../mistake';
import { isBroken, type Source, textOf } from '../registry';
import type { EventType } from '../topic';
import { inSeconds } from '../units';

/** Topics are declared once, every event that is read is written by exactly one service, and every event that is written is read. */
export function* eventMistakes(draft: Draft): Generator<Mistake> {
  yield* topicMistakes(draft);
  yield* unkept(draft);
  yield* undeclared(draft);
  yield* unmatched(draft);
}

/** A weekend, and twice what a recovery may take. Unit: seconds. */
const leastRetention = 3 * 86_400;

function* topicMistakes({ topics }: Draft): Generator<Mistake> {
  const seen = new Map<string, string>();
  for (const { topic, file, events } of topics) {
    const first = seen.get(topic.name);
    if (first !== undefined) {
      const fact = `topic '${topic.name}' is also declared in ${first}`;
      yield { file, rule: 'topic-taken', fact, fix: 'declare it once, with all its events' };
    } else seen.set(topic.name, file);
    for (const { type, schema } of events) {
      const fields = Object.keys((schema as { shape?: object }).shape ?? {});
      if (fields.includes(topic.key)) continue;
      const fact = `'${type}' has no field '${topic.key}', the key of its topic`;
      yield { file, rule: 'event-without-key', fact, fix: didYouMean(topic.key, fields, 'add the field to the payload') };
    }
    if (topic.sensitive || inSeconds(topic.retention) >= leastRetention) continue;
    const fact = `topic '${topic.name}' keeps events for ${topic.retention}, and who reads them may be away for a weekend`;
    yield { file, rule: 'topic-retention-below-recovery', fact, fix: "write '3d' or more, or sensitive: true where they must not be kept" };
  }
}

/** An event that cannot be handled is kept in the reader's database, or it would hold up all those behind it. */
function* unkept({ services }: Draft): Generator<Mistake> {
  for (const { file, consumes = [], database } of builtHere({ services })) {
    const [first] = consumes.filter((event) => !isBroken(event));
    if (database !== undefined || first === undefined) continue;
    const fact = `consumes '${first.type}', and has no database to keep an event in that it cannot handle`;
    yield {
      file,
      rule: 'dead-letter-topic-missing',
      fact,
      fix: "add database: 'postgresql', or leave the event to a service that has one",
    };
  }
}

const declaredTypes = ({ topics }: Draft): ReadonlySet<string> => new Set(topics.flatMap(({ events }) => events.map(({ type }) => type)));

/** The events that a service names in one field, each once, those aside whose topic is reported itself. */
const named = (events: readonly EventType[] | undefined, { unfitEvents }: Draft): EventType[] =>
  [...new Set(events)].filter((event) => !isBroken(event) && !unfitEvents.has(event));

function* undeclared(draft: Draft): Generator<Mistake> {
  const known = declaredTypes(draft);
  for (const { file, produces, consumes } of draft.services) {
    for (const [field, events] of Object.entries({ produces, consumes })) {
      for (const { type } of named(events, draft).filter((event) => !known.has(event.type))) {
        const fact = `${field} names '${type}', which no file of platform/topics declares`;
        yield { file, rule: 'unknown-event', fact, fix: didYouMean(type, known, 'export its topic there') };
      }
    }
  }
}

function* unmatched(draft: Draft): Generator<Mistake> {
  const producers = by(draft, 'produces');
  const consumers = by(draft, 'consumes');
  for (const [type, { event, files }] of consumers) {
    if (producers.has(type) || mayBeNamed(event, draft)) continue;
    const fix = didYouMean(type, producers.keys(), 'add it to the produces of a service, or remove it here');
    for (const file of files) yield { file, rule: 'event-without-producer', fact: `consumes '${type}', which no service produces`, fix };
  }
  for (const [type, { event, files, names }] of producers) {
    const [first = '', ...others] = files;
    if (!consumers.has(type) && !mayBeNamed(event, draft)) {
      const fact = `produces '${type}', which no service consumes`;
      yield { file: first, rule: 'event-without-consumer', fact, fix: 'remove it until somebody listens' };
    }
    if (event.topic.anyProducer) continue;
    const fix = 'leave it to one of them; order per key holds with one producer only';
    for (const file of others) yield { file, rule: 'two-producers', fact: `produces '${type}', as ${names[0]} does`, fix };
  }
}

interface Use {
  readonly event: EventType;
  readonly files: string[];
  readonly names: string[];
}

/** Who names each declared event in a field. */
const by = (draft: Draft, field: 'produces' | 'consumes'): Map<string, Use> => {
  const known = declaredTypes(draft);
  const uses = new Map<string, Use>();
  for (const service of draft.eventUses) {
    for (const event of named(service[field], draft).filter(({ type }) => known.has(type))) {
      const use = uses.get(event.type) ?? { event, files: [], names: [] };
      use.files.push(service.file);
      use.names.push(service.name);
      uses.set(event.type, use);
    }
  }
  return uses;
};

/** Reads what services say about events from the definitions as they are, because a wrong port makes no event unheard. */
export const eventUsesIn = (sources: readonly Source[]): EventUse[] =>
  sources
    .filter(({ exports }) => !isBroken(exports))
    .map(({ file, exports }) => {
      const { produces, consumes } = listsOf(exports.default);
      return { file, name: file.split('/').at(-2) ?? file, produces: produces.filter(isEvent), consumes: consumes.filter(isEvent) };
    });

/** What is written in services whose events nobody knows: those that cannot be read, and those that name something else than an event. */
export const unclearTexts = (sources: readonly Source[]): (string | undefined)[] =>
  sources.flatMap(({ exports }) => {
    if (isBroken(exports)) return [textOf(exports)];
    const { produces, consumes } = listsOf(exports.default);
    return isBroken(exports.default) || ![...produces, ...consumes].every(isEvent) ? [undefined] : [];
  });

const listsOf = (definition: unknown): { produces: readonly unknown[]; consumes: readonly unknown[] } => {
  const { produces, consumes } = (isBroken(definition) ? {} : (definition ?? {})) as { produces?: unknown; consumes?: unknown };
  return { produces: Array.isArray(produces) ? produces : [], consumes: Array.isArray(consumes) ? consumes : [] };
};

const isEvent = (value: unknown): value is EventType => {
  const { type, topic } = (value ?? {}) as Partial<EventType>;
  return !isBroken(value) && typeof type === 'string' && typeof topic?.name === 'string';
};

/** Whether a service that cannot be read may name an event: its property is written there, or nobody knows what is. */
const mayBeNamed = ({ type }: EventType, { unreadable }: Draft): boolean => {
  const property = (type.split('.').at(-2) ?? '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return unreadable.some((text) => text === undefined || text.includes(`.${property}`));
};
