import { names } from '#model';
import { firstOf } from '../mechanism/pods';
import { defineContract, type Sides } from './contract';
import { besideCluster, createdAt, environmentsOf, type Placed, usedBy } from './reading';
import { permissionsOf } from './rights';

const variable = 'SEARCH_INDEX_PREFIX';

/** The domain of the environment; without it a right to its indices is a right to nothing. */
const domainOf = (sides: Sides): Placed | undefined =>
  besideCluster(sides, 'AWS::OpenSearchService::Domain').find(
    ({ properties }) => properties.DomainName === names.searchDomain(sides.cluster.environment.name),
  );

const ofService = (indices: string, service: string): string => `${indices}, searched by ${service}`;

export default defineContract({
  what: 'search index',
  kind: 'derived',
  why: 'A service that names its indices otherwise than its role may ask for is refused every search.',
  *created(sides) {
    const domain = domainOf(sides);
    for (const { at, service, action, arn } of permissionsOf(sides)) {
      const [, name, indices = ''] = /^arn:aws:es:[^/]*:domain\/([^/]+)\/(.*)$/.exec(arn) ?? [];
      if (action === 'es:ESHttpPost' && name && name === domain?.properties.DomainName) yield createdAt(at, ofService(indices, service));
    }
  },
  *used(sides) {
    for (const { object, service, variables } of environmentsOf(sides))
      if (variables[variable] !== undefined) yield usedBy(object, ofService(`${variables[variable]}*`, service.name));
  },
  fix: { missing: "write search: 'opensearch' in the service's definition", unused: 'let its service use it, or remove it there' },
  mutations: {
    template: (templates) => {
      for (const { resources } of templates)
        for (const { Type, Properties } of Object.values(resources))
          if (Type === 'AWS::OpenSearchService::Domain') Properties.DomainName += '-renamed';
    },
    manifest: (apps) => {
      const told = apps.filter(({ objects }) => objects.some(({ json }) => json.kind === 'ConfigMap' && json.data?.[variable]));
      firstOf(told, 'ConfigMap').data[variable] += 'renamed-';
    },
  },
});
