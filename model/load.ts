import { clustersOf } from './clusters';
import type { Component, ComponentDefinition } from './component';
import { connectionsPerPod } from './derive';
import type { Environment, EnvironmentDefinition } from './environment';
import type { Mistake } from './mistake';
import type { Organisation } from './organisation';
import type { Platform } from './platform';
import { type Entry, read, readNamed } from './read';
import type { Registry } from './registry';
import { relationMistakes } from './relations';
import type { Release } from './release';
import * as schema from './schema';
import type { Service, ServiceDefinition } from './service';
import type { Team, TeamDefinition } from './team';
import type { Topic } from './topic';
import { wavesOf } from './waves';

/** What was read, before it is known whether everything fits together. */
export interface Draft {
  readonly organisation?: Organisation;
  readonly teams: readonly Team[];
  readonly environments: readonly Environment[];
  readonly services: readonly Service[];
  readonly components: readonly Component[];
  readonly topics: readonly { readonly topic: Topic; readonly file: string; readonly exported: object }[];
  readonly rules: readonly string[];
  /** Every name that has a file, also one that cannot be read, so that only real misspellings are called unknown. */
  readonly known: Readonly<Record<'services' | 'components' | 'environments' | 'teams', ReadonlySet<string>>>;
  /** Whether all services could be read; without it, nobody can say that an event has no producer. */
  readonly complete: boolean;
}

/**
 * Turns the definitions of all folders into one checked platform, or into every mistake of every file at once.
 *
 * A pure function: it reads no file, clock or environment. Where `mistakes` is not empty, `platform` is undefined.
 */
export const load = (registry: Registry): { platform?: Platform; mistakes: readonly Mistake[] } => {
  const organisations = read<Organisation>(registry.organisation, schema.organisation);
  const teams = read<Record<string, TeamDefinition>>(registry.teams, schema.teams);
  const environments = read<EnvironmentDefinition>(registry.environments, schema.environment);
  const releases = read<Release>(registry.releases, schema.release);
  const services = read<ServiceDefinition>(registry.services, schema.service);
  const components = read<ComponentDefinition>(registry.components, schema.component);
  const topics = readNamed<{ topic: Topic }>(registry.topics, schema.topic, (exported) => (exported as { topic?: unknown }).topic);

  const everyTeam = teams.entries.flatMap(({ value }) => Object.entries(value).map(([name, team]) => ({ name, ...team })));
  const waves = wavesOf(components.entries);
  const draft: Draft = {
    organisation: organisations.entries[0]?.value,
    teams: everyTeam,
    environments: environments.entries.map(({ name, file, value }) => ({ ...value, name, file })),
    services: services.entries.map(serviceOf),
    components: components.entries.map((entry) => componentOf(entry, waves.of(entry.name))),
    topics: registry.topics.flatMap(({ file, exports }) => topicsIn(file, exports, topics.entries)),
    rules: registry.rules.map(({ file }) => file.replace(/^.*\/|\.ts$/g, '')),
    known: {
      services: services.names,
      components: components.names,
      environments: environments.names,
      teams: new Set(everyTeam.map(({ name }) => name)),
    },
    complete: services.entries.length === registry.services.length,
  };
  const mistakes = [
    ...[organisations, teams, environments, releases, services, components, topics].flatMap((reading) => reading.mistakes),
    ...waves.mistakes,
    ...relationMistakes(draft),
  ];
  if (mistakes.length > 0 || draft.organisation === undefined) return { mistakes: sorted(mistakes) };
  const byEnvironment = Object.fromEntries(releases.entries.map(({ name, value }) => [name, value]));
  return { platform: platformOf(draft, draft.organisation, byEnvironment), mistakes: [] };
};

const sorted = (mistakes: readonly Mistake[]): Mistake[] =>
  [...mistakes].sort((a, b) => (a.file === b.file ? 0 : a.file < b.file ? -1 : 1));

const serviceOf = ({ file, name, parent, value }: Entry<ServiceDefinition>): Service => ({ ...value, name, domain: parent, file });

const componentOf = ({ file, name, parent, value }: Entry<ComponentDefinition>, wave: number): Component => ({
  ...value,
  name,
  group: parent,
  namespace: value.namespace ?? name,
  wave,
  file,
});

const topicsIn = (file: string, exports: Readonly<Record<string, unknown>>, fit: readonly Entry<{ topic: Topic }>[]): Draft['topics'] =>
  fit
    .filter((entry) => entry.file === file)
    .map(({ name, value }) => ({ topic: value as unknown as Topic, file, exported: exports[name] as object }));

const platformOf = (draft: Draft, organisation: Organisation, releases: Record<string, Release>): Platform => {
  const { services, environments, components } = draft;
  const byName = new Map(services.map((service) => [service.name, service]));
  const connections = new Map(environments.map((environment) => [environment.name, connectionsPerPod(environment, services)]));
  const service = (name: string): Service => {
    const found = byName.get(name);
    if (found === undefined) throw new RangeError(`no service '${name}'`);
    return found;
  };
  const calleesOf = (name: string): Service[] => {
    const issuer = organisation.identity && organisation.identity !== name ? [organisation.identity] : [];
    return [...new Set([...(service(name).calls ?? []), ...issuer])].sort().map(service);
  };
  const callers = new Map<string, Service[]>(services.map(({ name }) => [name, []]));
  for (const caller of services) for (const callee of calleesOf(caller.name)) callers.get(callee.name)?.push(caller);
  return {
    ...draft,
    organisation,
    releases,
    clusters: clustersOf(organisation, environments, components, releases),
    topics: draft.topics.map(({ topic }) => topic),
    service,
    calleesOf,
    callersOf: (name) => callers.get(name) ?? [],
    connectionsPerPod: (environment) => connections.get(environment) ?? 0,
  };
};
