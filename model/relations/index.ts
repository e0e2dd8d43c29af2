import type { Draft } from '../draft';
import type { Mistake } from '../mistake';
import { after, databases, networks, origins, regions, releases, roleHolders, roleOffers } from './environments';
import { eventMistakes } from './events';
import { awsNames, domains, names, secretNames, waivers } from './names';
import { neededRoles, placement } from './placement';
import { exemptions, policyNames } from './policies';
import type { Relation } from './relation';
import { calls, overrides, owners, paths, ports, scales, settings } from './services';
import { addresses, callees, workloads } from './workloads';

const relations: readonly Relation[] = [
  ...[names, domains, owners, placement, neededRoles, workloads, callees, addresses, calls, scales, paths, ports, overrides, settings],
  ...[after, origins, roleHolders, roleOffers, networks, regions, releases, databases, awsNames, secretNames, waivers, policyNames, exemptions, eventMistakes],
];

/** Every way in which definitions, each of a fit shape, do not fit together. */
export const relationMistakes = (draft: Draft): Mistake[] => relations.flatMap((relation) => [...relation(draft)]);
