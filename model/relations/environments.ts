import { type Addon, clusterAddons, kubernetesMinors, zonesOf } from '../aws';
import { companionsOf, type Role } from '../component';
import { connectionsPerPod } from '../connections';
import { didYouMean, type Mistake } from '../mistake';
import { serviceRange } from '../names';
import { isBroken } from '../registry';
import type { Relation } from './relation';

export const after: Relation = function* ({ components, known }) {
  for (const { file, name, other } of components.flatMap((each) => companionsOf(each.with).map((other) => ({ ...each, other })))) {
    if (other !== name && known.components.has(other)) continue;
    const fact = `with names '${other}', which is ${other === name ? 'itself' : 'not a component'}`;
    yield { file, rule: 'unknown-component', fact, fix: didYouMean(other, known.components, 'remove it') };
  }
  for (const { file, after: before = [] } of components) {
    for (const name of new Set(before)) {
      if (!known.components.has(name))
        yield {
          file,
          rule: 'unknown-component',
          fact: `after names '${name}', which is not a component`,
          fix: didYouMean(name, known.components, 'remove it'),
        };
    }
  }
};

/** What the holder of a role offers the others, one of these. */
const offers = {
  'api-gateway': ['gateway'],
  delivery: ['delivery'],
  metrics: ['scraper'],
  'node-scaling': ['nodeScaling'],
  policy: ['policy'],
  secrets: ['secretStore', 'secretProvider'],
  'service-mesh': ['mesh'],
} as const;

/** Roles whose holders do their work without being asked for anything. */
const silent = ['gitops', 'network-policy'] as const;

const isSilent = (role: Role): role is (typeof silent)[number] => silent.some((each) => each === role);

export const roleHolders: Relation = function* ({ environments, components, known }) {
  const unreadable = [...known.components].filter((name) => !components.some((component) => component.name === name));
  for (const { file, roles } of environments) {
    for (const [role, name] of Object.entries(roles)) {
      if (name === undefined) continue;
      const holders = components.filter((component) => component.role === role).map((component) => component.name);
      // A component whose file cannot be read may well have the role.
      if ([...holders, ...unreadable].includes(name)) continue;
      const fact = `roles.${role} is '${name}', which ${known.components.has(name) ? 'does not have this role' : 'is not a component'}`;
      const choice = holders.map((each) => `'${each}'`).join(' or ');
      const fix = didYouMean(name, holders, choice ? `choose ${choice}` : 'add a component that has it');
      yield { file, rule: 'unknown-role-holder', fact, fix };
    }
  }
};

export const roleOffers: Relation = function* ({ components }) {
  for (const { file, role, provides } of components) {
    if (!role || isSilent(role) || isBroken(provides)) continue;
    const said = offers[role].filter((field) => provides?.[field] !== undefined);
    const choice = offers[role].map((field) => `provides.${field}`);
    if (said.length === 0)
      yield {
        file,
        rule: 'role-offers-nothing',
        fact: `role '${role}' without ${choice.join(' or ')}`,
        fix: 'say what the others rely on',
      };
    if (said.length > 1)
      yield { file, rule: 'role-offers-two', fact: `role '${role}' with ${choice.join(' and ')}`, fix: 'say one; others rely on either' };
  }
};

export const networks: Relation = function* ({ environments }) {
  const all = environments.flatMap(({ file, clusters }) => clusters.map(({ cidr, region }) => ({ file, cidr, region })));
  for (const { file, region } of all.filter(({ cidr }) => cidr === serviceRange)) {
    const fact = `the cidr ${serviceRange} of ${region} is the range of Services on every cluster`;
    yield { file, rule: 'cidr-overlap', fact, fix: 'choose another /16' };
  }
  for (const [index, { file, cidr, region }] of all.entries()) {
    const first = all.slice(0, index).find((other) => other.cidr === cidr);
    if (first)
      yield {
        file,
        rule: 'cidr-overlap',
        fact: `the cidr ${cidr} of ${region} is also that of ${first.region} in ${first.file}`,
        fix: 'choose another /16',
      };
  }
  for (const { file, clusters } of environments) {
    for (const { region, zones } of clusters.filter((cluster) => new Set(cluster.zones).size < cluster.zones.length)) {
      yield { file, rule: 'zone-taken', fact: `the zones of ${region} are ${zones.join(', ')}`, fix: 'name each zone once' };
    }
    const active = clusters.filter(({ standby }) => !standby);
    if (active.length !== 1)
      yield {
        file,
        rule: 'one-active-cluster',
        fact: `${active.length} clusters are not a standby`,
        fix: 'exactly one is active; mark the others with standby: true',
      };
    for (const { region } of clusters.filter((one, at) => clusters.findIndex((other) => other.region === one.region) !== at)) {
      yield { file, rule: 'region-taken', fact: `two clusters are in ${region}`, fix: 'give each cluster a region of its own' };
    }
  }
};

export const databases: Relation = function* ({ environments, services, components }) {
  for (const environment of environments) {
    const delivery = components.find(({ name }) => name === environment.roles.delivery)?.provides?.delivery;
    const share = connectionsPerPod({ environment, delivery }, services);
    if (share >= 2) continue;
    const fact = `database.maxConnections ${environment.database.maxConnections} gives a pod ${Math.max(0, share)} when all services run at their maximum`;
    yield {
      file: environment.file,
      rule: 'database-too-small',
      fact,
      fix: 'raise it until each pod has 2 connections, or lower the maxima',
    };
  }
};

export const releases: Relation = function* ({ releaseFiles, known }) {
  for (const { name, file } of releaseFiles) {
    if (known.environments.has(name)) continue;
    const fix = didYouMean(name, known.environments, 'remove the file');
    yield { file, rule: 'unknown-environment', fact: `'${name}' is not an environment`, fix };
  }
};

/** A component is installed from somewhere, and its pods act in AWS as service accounts that it names. */
export const origins: Relation = function* ({ components }) {
  for (const { file, chart, git, capability, objects, network, iam, provides } of components) {
    if (!chart && !git && !capability && !objects && !network) {
      yield { file, rule: 'empty-component', fact: 'has no chart, git, objects or network', fix: 'say where it comes from' };
    }
    if (iam && !provides?.serviceAccounts?.length) {
      yield {
        file,
        rule: 'iam-without-account',
        fact: 'has iam and no provides.serviceAccounts',
        fix: 'name the service accounts that its pods run as',
      };
    }
  }
};

const known = Object.keys(zonesOf);

const unknownRegion = (file: string, field: string, region: string): Mistake[] =>
  zonesOf[region] === undefined
    ? [
        {
          file,
          rule: 'unknown-region',
          fact: `${field} is '${region}', which is not a region with EKS`,
          fix: didYouMean(region, known, 'choose another'),
        },
      ]
    : [];

/** Regions, zones and Kubernetes versions are those that AWS has. */
export const regions: Relation = function* ({ organisation, environments }) {
  if (organisation) yield* unknownRegion('platform/organisation.ts', 'registryRegion', organisation.registryRegion);
  for (const { file, clusters } of environments) {
    for (const [index, { region, zones, kubernetes }] of clusters.entries()) {
      yield* unknownRegion(file, `clusters[${index}].region`, region);
      const letters = [...(zonesOf[region] ?? '')];
      const strange = letters.length ? zones.filter((zone) => !letters.includes(zone)) : [];
      for (const zone of strange) {
        const fact = `clusters[${index}].zones names '${zone}', and ${region} has ${letters.join(', ')}`;
        yield {
          file,
          rule: 'unknown-zone',
          fact,
          fix: `use ${letters.filter((letter) => !zones.includes(letter)).join(' or ') || 'fewer zones'}`,
        };
      }
      yield* unsupported(file, `clusters[${index}].kubernetes`, kubernetes);
    }
  }
};

const minorOf = (version: string): number => Number(version.split('.')[1]);

const supports = ({ minors: [oldest, newest] }: Addon, version: string): boolean =>
  minorOf(version) >= minorOf(oldest) && minorOf(version) <= minorOf(newest);

/** Every add-on must have a version for the cluster's minor, and so must EKS. */
const unsupported = (file: string, field: string, version: string): Mistake[] => {
  const missing = clusterAddons.filter((addon) => !supports(addon, version)).map(({ name }) => name);
  const who = [...(kubernetesMinors.some((minor) => minor === version) ? [] : ['EKS']), ...missing];
  if (who.length === 0) return [];
  const choice = kubernetesMinors.filter((minor) => clusterAddons.every((addon) => supports(addon, minor)));
  const fact = `${field} is '${version}', which ${who.join(', ')} ${who.length > 1 ? 'do' : 'does'} not support`;
  return [{ file, rule: 'kubernetes-unsupported', fact, fix: `choose one of ${choice.join(', ')}` }];
};
