import { type EnvironmentDefinition, type Role, roles, type ServiceDefinition, zonesOf } from '#model';
import { runsIn } from '#model/derive';
import { stores } from '#model/environment';
import { lean } from './fit-service';
import type { EnvironmentDraft } from './surroundings';
import { at } from './words';

/** Makes of drafted environments such that have what their services need. */

/** A service with its name, as far as places ask for it. */
export type Placed = ServiceDefinition & { readonly name: string };

/** Who can hold a role. */
export type Holders = Readonly<Record<Role, readonly string[]>>;

const asksForGpu = ({ size, worker, tasks = {} }: Placed): boolean =>
  [size, worker?.size, ...Object.values(tasks).map((task) => task.size)].some((each) => each?.gpu);

const needed = (role: Role, services: readonly Placed[], { shape }: EnvironmentDraft): boolean =>
  role === 'gitops' ||
  role === 'secrets' ||
  (role === 'api-gateway' && services.some(({ http }) => http?.exposure === 'public')) ||
  (role === 'node-scaling' && services.some(asksForGpu)) ||
  (role === 'delivery' && shape !== 'frugal' && services.some(({ rollout = 'rolling' }) => rollout !== 'rolling'));

const rolesOf = (draft: EnvironmentDraft, services: readonly Placed[], holders: Holders): EnvironmentDefinition['roles'] =>
  Object.fromEntries(
    roles.flatMap((role) => {
      const { holder = 0, stays = false } = draft.roles[role] ?? {};
      const name = at(holders[role], holder);
      return name !== undefined && (needed(role, services, draft) || stays) ? [[role, name]] : [];
    }),
  );

/** Ranges that nobody has yet; the one of Services is nobody's. */
export const freeRange = (taken: Set<string>, start: number): `${number}.${number}.0.0/16` => {
  for (let network = start; ; network++) {
    const range = `10.${network % 256}.0.0/16` as const;
    if (taken.has(range)) continue;
    taken.add(range);
    return range;
  }
};

/** Whether everything that the targets of recovery ask for is there. */
const keeps = (clusters: EnvironmentDefinition['clusters'], services: readonly Placed[]): boolean =>
  clusters.length > 1 &&
  clusters.every(({ zones }) => zones.length === 3) &&
  services.every(({ database, queues = [], produces = [] }) => database !== undefined || queues.length + produces.length === 0);

/** Pods of one service that may hold connections at once, at the most that is drafted. */
const podsOf = ({ tier, scale = {}, worker, tasks = {}, in: overrides = {} }: Placed): number => {
  const least = { critical: 3, standard: 2, batch: 1 }[tier];
  const most = [scale, worker ?? {}, ...Object.values(overrides).map((each) => ({ ...scale, ...each?.scale }))].map(
    ({ min = least, max = min * 4 }) => max,
  );
  return 4 * Math.max(...most) + Object.keys(tasks).length + 2;
};

/** Connections of which each pod has two. */
const enough = (wanted: number, services: readonly Placed[]): number => {
  const pods = services.filter(({ database }) => database).reduce((sum, each) => sum + podsOf(each), 0);
  return Math.max(wanted, Math.min(20_000, pods * 4));
};

export const environmentFrom = (
  draft: EnvironmentDraft,
  name: string,
  { services, holders, copiers, optional, ranges }: Surroundings,
): EnvironmentDefinition => {
  const { purpose, account, domain, shape, edge, requestsPerAddress, budget, writesWait, promises } = draft;
  const here = services.filter((service) => runsIn(service, name));
  const clusters = draft.clusters.map(({ region, zones, kubernetes, network }, index) => {
    const letters = [...new Set(zones.map((zone) => at([...(zonesOf[region] ?? '')], zone) ?? 'a'))];
    const more = [...(zonesOf[region] ?? '')].filter((letter) => !letters.includes(letter));
    const own = [...letters, ...more].slice(0, zones.length);
    return { region, zones: own, kubernetes, cidr: freeRange(ranges, network), ...(index > 0 && { standby: true }) };
  });
  const chosen = rolesOf(draft, here, holders);
  // Logins of components are copied by somebody, also where pods read their secrets themselves.
  const copying = copiers.includes(chosen.secrets ?? '') ? [] : copiers.slice(0, 1);
  const further = [...new Set([...draft.components.flatMap((place) => at(optional, place) ?? []), ...copying])];
  const waits = writesWait && clusters.length > 1 ? { writesWait } : {};
  return lean({
    ...{ purpose, account, domain, shape, edge, requestsPerAddress, budget, clusters },
    roles: chosen,
    components: further.length > 0 ? further : undefined,
    forbids: draft.forbids?.filter((store) => stores.includes(store) && !here.some((service) => service[store]?.length)),
    database: { maxConnections: enough(draft.maxConnections, here), ...waits },
    targets: shape === 'full' && !(promises && keeps(clusters, here)) ? ('none' as const) : undefined,
  });
};

/** What all environments share. */
export interface Surroundings {
  readonly services: readonly Placed[];
  readonly holders: Holders;
  /** Components that copy secrets into a cluster. */
  readonly copiers: readonly string[];
  /** Components that an environment may have. */
  readonly optional: readonly string[];
  readonly ranges: Set<string>;
}
