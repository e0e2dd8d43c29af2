import { clustersOf } from './clusters';
import { connectionsPerPod } from './connections';
import { runsIn } from './derive';
import type { Draft } from './draft';
import type { Organisation } from './organisation';
import type { Platform } from './platform';
import type { Release } from './release';
import type { Service } from './service';

/** The platform of definitions that fit together. */
export const platformOf = (draft: Draft, organisation: Organisation, releases: Record<string, Release>): Platform => {
  const { environments, components } = draft;
  const whole = {
    ...draft,
    organisation,
    releases,
    clusters: clustersOf(organisation, environments, components, releases, draft.policies),
    // What is written follows from no order in which files are found.
    services: [...draft.services].sort((a, b) => (a.file < b.file ? -1 : 1)),
    topics: draft.topics.map(({ topic }) => topic),
  };
  const views = new Map<string, Platform>();
  const within = (name: string): Platform => {
    const view = views.get(name) ?? viewOf(whole, within, name);
    views.set(name, view);
    return view;
  };
  return viewOf(whole, within);
};

type Whole = Omit<Platform, 'in' | 'service' | 'callersOf' | 'calleesOf' | 'connectionsPerPod'>;

/** The platform as all environments see it, or one. */
const viewOf = (whole: Whole, within: Platform['in'], environment?: string): Platform => {
  const { organisation, clusters } = whole;
  const services = environment === undefined ? whole.services : whole.services.filter((service) => runsIn(service, environment));
  const used = new Set(services.flatMap(({ produces = [], consumes = [] }) => [...produces, ...consumes].map(({ topic }) => topic.name)));
  const byName = new Map(services.map((service) => [service.name, service]));
  const connections = new Map(clusters.map((cluster) => [cluster.environment.name, connectionsPerPod(cluster, services)]));
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
    ...whole,
    services,
    topics: environment === undefined ? whole.topics : whole.topics.filter(({ name }) => used.has(name)),
    in: within,
    service,
    calleesOf,
    callersOf: (name) => callers.get(name) ?? [],
    connectionsPerPod: (environment) => connections.get(environment) ?? 0,
  };
};
