import type { Mistake } from './mistake';
import { isBroken, type Source } from './registry';
import * as schema from './schema';
import { shapeOf, shown } from './shape';
import type { EventType, Topic } from './topic';

/** A topic as a file of `platform/topics` declares it. */
export interface DeclaredTopic {
  readonly topic: Topic;
  readonly file: string;
  readonly events: readonly EventType[];
}

/** What the files of `platform/topics` declare: fit topics, the events of unfit ones, and what is wrong. */
export interface Topics {
  readonly declared: readonly DeclaredTopic[];
  readonly unfit: ReadonlySet<unknown>;
  readonly mistakes: readonly Mistake[];
  /** Whether some topic could not be read, or takes something from a file that cannot be. */
  readonly unreadable: boolean;
}

/** Reads files that export topics by name, and nothing else. */
export const readTopics = (sources: readonly Source[]): Topics => {
  const readable = sources.filter(({ exports }) => !isBroken(exports));
  const all = readable.flatMap(({ file, exports }) => Object.entries(exports).map(([name, exported]) => readTopic(file, name, exported)));
  return {
    declared: all.flatMap(({ declared }) => declared ?? []),
    unfit: new Set(all.flatMap(({ unfit }) => unfit)),
    mistakes: all.flatMap(({ mistakes }) => mistakes),
    unreadable: readable.length < sources.length || all.some(({ declared }) => declared === undefined),
  };
};

const readTopic = (file: string, name: string, exported: unknown): { declared?: DeclaredTopic; unfit: unknown[]; mistakes: Mistake[] } => {
  if (isBroken(exported)) return { unfit: [], mistakes: [] };
  const fields = typeof exported === 'object' && exported !== null ? exported : {};
  const { topic, ...others } = fields as { topic?: Topic } & Record<string, unknown>;
  const events = Object.values(others);
  if ([topic, ...events].some(holdsBroken)) return { unfit: events, mistakes: [] };
  if (topic === undefined || !events.every(isEvent)) return { unfit: events, mistakes: [notATopic(file, name, exported)] };
  const mistakes = shapeOf(file, schema.topic, topic).mistakes.map((mistake) => ({ ...mistake, fact: `${name}: ${mistake.fact}` }));
  return mistakes.length > 0 ? { unfit: events, mistakes } : { declared: { topic, file, events }, unfit: [], mistakes };
};

const isEvent = (value: unknown): value is EventType => {
  const { type, topic, schema } = (value ?? {}) as Partial<EventType>;
  return typeof schema?.safeParse === 'function' && typeof type === 'string' && typeof topic === 'object' && topic !== null;
};

/** Whether a value, or a field of it, comes from a file that cannot be read. */
const holdsBroken = (value: unknown): boolean =>
  isBroken(value) || (typeof value === 'object' && value !== null && Object.values(value).some(isBroken));

const notATopic = (file: string, name: string, exported: unknown): Mistake => ({
  file,
  rule: 'not-a-topic',
  fact: `${name} is ${shown(exported)}`,
  fix: 'export only what defineTopic returns',
});
