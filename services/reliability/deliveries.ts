import type { ServiceDefinition } from '#model';
import type { Ask } from './books';
import { groupedBy } from './grouped';

interface Sent {
  readonly id: string;
  readonly event_id: string;
  readonly type: string;
  readonly topic: string;
  readonly key: string;
  readonly version: string | null;
  readonly published: boolean;
}

interface Handled {
  readonly event_id: string;
  readonly at: string;
}

/** A service with what it says of itself. */
export interface Known {
  readonly name: string;
  readonly definition: ServiceDefinition;
}

const sentSql = `SELECT id, event_id, type, topic, key, headers ->> 'ce_aggregateversion' AS version, published_at IS NOT NULL AS published
  FROM outbox ORDER BY id`;
const handledSql = 'SELECT event_id, extract(epoch FROM received_at)::text AS at FROM inbox';
const buriedSql = 'SELECT type, key, error FROM dead_letters';

/**
 * What is wrong with the ways of events between services, in words: those that were never published or never handled, those of one key that
 * were handled in another order than they were reported, versions that do not rise, and dead letters.
 */
export const faultsOfDeliveries = async (services: readonly Known[], ask: Ask): Promise<string[]> => {
  const sent = (
    await Promise.all(services.filter(({ definition }) => definition.produces?.length).map(({ name }) => sentBy(name, ask)))
  ).flat();
  const all = await Promise.all(
    services.filter(({ definition }) => definition.consumes?.length).map((service) => faultsOfConsumer(service, sent, ask)),
  );
  return [...faultsOfProducers(sent), ...all.flat()];
};

const sentBy = async (service: string, ask: Ask): Promise<Sent[]> => ask<Sent>(service, sentSql);

const faultsOfProducers = (sent: readonly Sent[]): string[] => [
  ...sent.filter(({ published }) => !published).map(({ type, key }) => `${type} of ${key} waits in the outbox`),
  ...[...groupedBy(sent, ({ topic, key }) => `${topic} ${key}`)].flatMap(([place, events]) => {
    const versions = events.flatMap(({ version }) => (version === null ? [] : [Number(version)]));
    return versions.some((version, at) => at > 0 && version < (versions[at - 1] ?? 0))
      ? [`versions of ${place} fall: ${versions.join()}`]
      : [];
  }),
];

const faultsOfConsumer = async ({ name, definition }: Known, sent: readonly Sent[], ask: Ask): Promise<string[]> => {
  const types = new Set(definition.consumes?.map(({ type }) => type));
  const handled = new Map((await ask<Handled>(name, handledSql)).map(({ event_id, at }) => [event_id, Number(at)]));
  const buried = await ask<{ type: string; key: string; error: string }>(name, buriedSql);
  const wanted = sent.filter(({ type }) => types.has(type));
  return [
    ...buried.map(({ type, key, error }) => `${name} buried ${type} of ${key}: ${error}`),
    ...wanted.filter(({ event_id }) => !handled.has(event_id)).map(({ type, key }) => `${name} has not handled ${type} of ${key}`),
    ...[...groupedBy(wanted, ({ topic, key }) => `${topic} ${key}`)].flatMap(([place, events]) => {
      const times = events.map(({ event_id }) => handled.get(event_id) ?? 0);
      return times.some((time, at) => at > 0 && time < (times[at - 1] ?? 0))
        ? [`${name} handled ${place} in another order than it was told`]
        : [];
    }),
  ];
};
