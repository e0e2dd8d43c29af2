import { runsIn } from '../derive';
import { stores } from '../environment';
import type { Relation } from './relation';

/** No service asks for what its environment forbids. */
export const allowedStores: Relation = function* ({ services, environments }) {
  for (const service of services) {
    const asked = stores.filter((store) => service[store]?.length);
    for (const { name, file, forbids = [] } of environments.filter((each) => runsIn(service, each.name))) {
      for (const store of asked.filter((each) => forbids.includes(each))) {
        const fact = `asks for ${store}, which ${file} forbids`;
        const fix = `remove ${store}, leave ${name} out of its environments, or allow it there`;
        yield { file: service.file, rule: 'store-forbidden', fact, fix };
      }
    }
  }
};
