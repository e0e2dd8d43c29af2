import type { Component, ComponentDefinition } from './component';
import type { Draft } from './draft';
import type { EnvironmentDefinition } from './environment';
import type { Mistake } from './mistake';
import type { Organisation } from './organisation';
import type { Platform } from './platform';
import type { PolicyDefinition } from './policy';
import { type Entry, read } from './read';
import { readTopics } from './read-topics';
import { isBroken, type Registry } from './registry';
import { relationMistakes } from './relations';
import { eventUsesIn, unclearTexts } from './relations/events';
import type { Release } from './release';
import * as schema from './schema';
import type { Service, ServiceDefinition } from './service';
import type { TeamDefinition } from './team';
import { platformOf } from './view';
import { wavesOf } from './waves';

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
  const strays = registry.services.filter(({ file }) => !file.endsWith('/service.ts'));
  const proper = registry.services.filter((source) => !strays.includes(source));
  const services = read<ServiceDefinition>(proper, schema.service);
  const components = read<ComponentDefinition>(registry.components, schema.component);
  const policies = read<PolicyDefinition>(registry.policies, schema.policy);
  const topics = readTopics(registry.topics);

  const everyTeam = teams.entries.flatMap(({ value }) => Object.entries(value).map(([name, team]) => ({ name, ...team })));
  const waves = wavesOf(components.entries);
  const draft: Draft = {
    organisation: organisations.entries[0]?.value,
    teams: everyTeam,
    environments: environments.entries.map(({ name, file, value }) => ({ ...value, name, file })),
    services: services.entries.map(serviceOf),
    components: components.entries.map((entry) => componentOf(entry, waves.of(entry.name))),
    topics: topics.declared,
    unfitEvents: topics.unfit,
    releaseFiles: releases.entries.map(({ name, file }) => ({ name, file })),
    rules: registry.rules.map(({ file }) => file.replace(/^.*\/|\.ts$/g, '')),
    policies: policies.entries.map(({ name, file, value }) => ({ ...value, id: name, file })),
    known: {
      services: services.names,
      components: components.names,
      environments: environments.names,
      policies: policies.names,
      teams: teamNames(registry),
    },
    eventUses: eventUsesIn(proper),
    unreadable: unclearTexts(proper),
  };
  const mistakes = [
    ...(registry.organisation.length === 0 ? [missing('platform/organisation.ts', 'defineOrganisation')] : []),
    ...(registry.teams.length === 0 ? [missing('platform/teams.ts', 'defineTeams')] : []),
    ...(registry.environments.length === 0 ? [noEnvironment] : []),
    ...[organisations, teams, environments, releases, services, components, policies, topics].flatMap((reading) => reading.mistakes),
    ...strays.map(({ file }) => strayService(file)),
    ...waves.mistakes,
    ...relationMistakes(draft),
  ];
  // A definition that takes something from a file which cannot be read is not reported, and not there either.
  const readings = [organisations, teams, environments, releases, services, components, policies];
  const unreadable = topics.unreadable || readings.some(({ entries, sources }) => entries.length < sources);
  if (mistakes.length > 0 || unreadable || draft.organisation === undefined) return { mistakes: sorted(mistakes) };
  const byEnvironment = Object.fromEntries(releases.entries.map(({ name, value }) => [name, value]));
  return { platform: platformOf(draft, draft.organisation, byEnvironment), mistakes: [] };
};

const missing = (file: string, define: string): Mistake => ({
  file,
  rule: 'missing-file',
  fact: 'there is no such file',
  fix: `add it, with 'export default ${define}({ … })'`,
});

const noEnvironment: Mistake = {
  file: 'platform/environments',
  rule: 'missing-file',
  fact: 'there is no environment',
  fix: "add one as <name>.ts, with 'export default defineEnvironment({ … })'",
};

const strayService = (file: string): Mistake => ({
  file,
  rule: 'two-definitions',
  fact: 'defines a service beside the service.ts of its folder',
  fix: 'move it to a folder of its own, as service.ts',
});

/** The names of all teams, also of those with a mistake. Without a file that can be read, nobody can say that a name is unknown. */
const teamNames = ({ teams }: Registry): ReadonlySet<string> | undefined => {
  const readable = teams
    .map(({ exports }) => exports.default)
    .filter((value) => typeof value === 'object' && value !== null && !isBroken(value));
  return readable.length > 0 && readable.length === teams.length
    ? new Set(readable.flatMap((value) => Object.keys(value as object)))
    : undefined;
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
