import * as fc from 'fast-check';
import { type ComponentDefinition, defineTeams, type OrganisationDefinition, type Registry, roles, type Source } from '#model';
import { componentFrom } from './fit-component';
import { eventsFrom } from './fit-events';
import { environmentFrom, type Holders } from './fit-places';
import { type Located, related, spread } from './fit-relations';
import { definitionFrom, lean, Taken } from './fit-service';
import { service } from './service';
import { component, environment, organisation, team, topic } from './surroundings';
import { at, label } from './words';

/** What someone may write: every definition of a platform, with references that lead somewhere and numbers that fit. */

const draft = fc.record({
  organisation,
  teams: fc.uniqueArray(team, { minLength: 1, maxLength: 3, selector: ({ name }) => name }),
  environments: fc.uniqueArray(environment, { minLength: 1, maxLength: 2, selector: ({ name }) => name }),
  domains: fc.uniqueArray(label(7), { minLength: 1, maxLength: 2 }),
  services: fc.array(service, { minLength: 1, maxLength: 5 }),
  topics: fc.array(topic, { maxLength: 2 }),
  components: fc.array(component, { maxLength: 2 }),
  /** Policies of the catalogue that are there, by their places. */
  policies: fc.uniqueArray(fc.nat(99), { maxLength: 4 }),
});
type Draft = typeof draft extends fc.Arbitrary<infer Value> ? Value : never;

/** The components, rules and policies that a platform takes as they are. */
export type Catalogue = Pick<Registry, 'components' | 'rules' | 'policies'>;

/** Any platform that is fit to synthesize. */
export const model = (catalogue: Catalogue): fc.Arbitrary<Registry> => draft.map((drafted) => registryFrom(drafted, catalogue));

const one = (file: string, definition: unknown): Source => ({ file, exports: { default: definition } });
const idOf = ({ file }: Source): string => file.replace(/^.*\/|\.(ts|json)$/g, '');
const definitionOf = ({ exports }: Source): ComponentDefinition => exports.default as ComponentDefinition;

const reserved = ['apps', 'namespaces', 'policies', 'root', 'kube-system'];

const servicesFrom = (
  { services, domains, teams }: Draft,
  uses: ReturnType<typeof eventsFrom>['uses'],
  taken: Taken<string>,
): Located[] => {
  const paths = new Taken<string>((path) => `${path}x`);
  const ports = new Taken<number>((port) => (port >= 65_535 ? 1024 : port + 1));
  const all: Located[] = [];
  for (const [index, each] of services.entries()) {
    const { produces = [], consumes = [] } = uses[index] ?? {};
    const http = each.http && { ...each.http, port: ports.free(each.http.port), path: paths.free(each.http.path) as `/${string}` };
    const own = definitionFrom({ ...each, http }, { partitions: Math.max(0, ...consumes.map(({ topic: { partitions } }) => partitions)) });
    const other = each.name.of < 0 ? undefined : at(all, each.name.of);
    const name = taken.free(other && other.name.length < 14 ? `${other.name}-${each.name.name}` : each.name.name);
    const owner = at(teams, each.owner)?.name ?? '';
    // What an event that cannot be handled is kept in.
    const database = consumes.length > 0 ? ('postgresql' as const) : own.database;
    const definition = lean({ ...own, owner, database, ...(produces.length && { produces }), ...(consumes.length && { consumes }) });
    all.push({ name, domain: at(domains, each.domain) ?? '', definition });
  }
  return all;
};

const componentsFrom = ({ components }: Draft, catalogue: Catalogue, taken: Taken<string>): Source[] => {
  const rules = catalogue.rules.map(idOf);
  const before = catalogue.components.map(idOf);
  const afterMesh = catalogue.components.filter((each) => definitionOf(each).meshed).flatMap((each) => definitionOf(each).after ?? []);
  return components.map((each) => {
    const name = taken.free(each.name);
    const source = one(`components/${each.group}/${name}.ts`, componentFrom({ ...each, name }, { before, afterMesh, rules }));
    before.push(name);
    return source;
  });
};

const holdersIn = (components: readonly Source[]): Holders =>
  Object.fromEntries(
    roles.map((role) => [role, components.filter((each) => definitionOf(each).role === role).map(idOf)]),
  ) as unknown as Holders;

const organisationFrom = ({ organisation: drafted, teams }: Draft, issuer: string | undefined): OrganisationDefinition => {
  const { name, repository, registryAccount, registryRegion, platformTeam, alarmsEmail } = drafted;
  const identityCenter = {
    instanceArn: `arn:aws:sso:::instance/ssoins-${'0'.repeat(16)}`,
    region: registryRegion,
    adminsGroupId: '00000000-0000-0000-0000-000000000000',
  } as const;
  const given = { name, repository, registryAccount, registryRegion, alarmsEmail, identity: issuer, identityCenter };
  return lean({ ...given, platformTeam: at(teams, platformTeam)?.name ?? '' });
};

const furtherImages = ({ definition }: Located): string[] =>
  Object.values(definition.initContainers ?? {}).flatMap(({ image }) => image ?? []);

const releaseFrom = ({ name, release: { revision, version, digit } }: Draft['environments'][number], services: readonly Located[]) => ({
  revision: revision === 'tag' ? `${name}-2026.11.30.1` : revision,
  images: Object.fromEntries(
    services
      .flatMap((each) => [each.name, ...furtherImages(each)])
      .map((image) => [image, { version, digest: `sha256:${digit.repeat(64)}` }]),
  ),
});

const registryFrom = (drafted: Draft, catalogue: Catalogue): Registry => {
  const taken = new Taken<string>((name) => `${name}x`);
  for (const name of [...reserved, ...catalogue.components.map(idOf)]) taken.free(name);
  const { sources: topics, uses } = eventsFrom(drafted.topics, drafted.services.length);
  const alone = servicesFrom(drafted, uses, taken);
  const environments = drafted.environments.map(({ name }) => name);
  const policies = [...new Set(drafted.policies.flatMap((index) => at(catalogue.policies, index) ?? []))];
  // Everybody asks the issuer for its keys over HTTP.
  const issuers = alone.filter(({ definition }) => definition.http && definition.image === undefined);
  const issuer = drafted.organisation.identity === undefined ? undefined : at(issuers, drafted.organisation.identity)?.name;
  const nameable = { environments, rules: catalogue.rules.map(idOf), policies: policies.map(idOf), issuer };
  const services = spread(
    alone.map((each, index) => related(each, drafted.services[index] as Draft['services'][number], alone, nameable)),
    issuer,
  );
  const components = [...catalogue.components, ...componentsFrom(drafted, catalogue, taken)];
  const optional = components.filter((each) => definitionOf(each).optional && !definitionOf(each).role).map(idOf);
  const placed = services.map(({ name, definition }) => ({ ...definition, name }));
  const copiers = components.filter((each) => definitionOf(each).provides?.secretStore).map(idOf);
  const surroundings = { services: placed, holders: holdersIn(components), copiers, optional, ranges: new Set<string>() };
  return {
    organisation: [one('platform/organisation.ts', organisationFrom(drafted, issuer))],
    teams: [one('platform/teams.ts', defineTeams(Object.fromEntries(drafted.teams.map(({ name, ...facts }) => [name, facts]))))],
    environments: drafted.environments.map((each) =>
      one(`platform/environments/${each.name}.ts`, environmentFrom(each, each.name, surroundings)),
    ),
    releases: drafted.environments.map((each) => one(`releases/${each.name}.json`, releaseFrom(each, services))),
    topics,
    components,
    services: services.map(({ name, domain, definition }) => one(`services/${domain}/${name}/service.ts`, definition)),
    rules: catalogue.rules,
    policies,
  };
};
