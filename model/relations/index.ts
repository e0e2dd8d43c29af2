import type { Draft } from '../draft';
import type { Mistake } from '../mistake';
import { capabilities, copiedLogins, furtherComponents, signIns, waysToBeThere } from './components';
import { after, databases, networks, origins, regions, releases, roleHolders, roleOffers } from './environments';
import { eventMistakes } from './events';
import { derivedNames, domains, names, secretNames, waivers } from './names';
import { ownNames, shortNames } from './naming';
import { promises } from './objectives';
import { neededRoles, placement } from './placement';
import { exemptions, policyNames } from './policies';
import { recovery } from './recovery';
import type { Relation } from './relation';
import { reliance, zonesPromised } from './reliance';
import { searches } from './search';
import { calls, overrides, owners, paths, ports, scales, settings } from './services';
import { allowedStores } from './stores';
import { addresses, callees, workloads } from './workloads';

const relations: readonly Relation[] = [
  ...[
    names,
    derivedNames,
    domains,
    owners,
    placement,
    neededRoles,
    allowedStores,
    searches,
    furtherComponents,
    waysToBeThere,
    copiedLogins,
    capabilities,
    signIns,
  ],
  ...[workloads, promises, zonesPromised, reliance, callees, addresses, calls, scales, paths, ports, overrides, settings],
  ...[after, origins, roleHolders, roleOffers, networks, regions, recovery, releases, databases],
  ...[shortNames, ownNames, secretNames, waivers, policyNames, exemptions, eventMistakes],
];

/** Every way in which definitions, each of a fit shape, do not fit together. */
export const relationMistakes = (draft: Draft): Mistake[] => relations.flatMap((relation) => [...relation(draft)]);
