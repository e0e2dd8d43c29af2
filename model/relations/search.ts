import { runsIn } from '../derive';
import { searchDomain, searchIndexPrefix } from '../names';
import type { Relation } from './relation';

/** What OpenSearch takes as the name of a domain; that it is short enough is seen elsewhere. */
const isDomain = (name: string): boolean => /^[a-z][a-z0-9-]{2,}$/.test(name);

/**
 * Environments with a search store can name it, and no service searches in what is another's: rights are told apart by how the names of indices
 * begin.
 */
export const searches: Relation = function* ({ services, environments }) {
  const reported = new Set<string>();
  for (const { name, file } of environments) {
    const searching = services.filter((service) => service.search && runsIn(service, name));
    const domain = searchDomain(name);
    if (searching.length > 0 && !isDomain(domain)) {
      const fact = `'${domain}' is no name for a domain of OpenSearch, which ${searching[0]?.name} asks for`;
      yield { file, rule: 'bad-name', fact, fix: 'rename the environment; begin with a letter, and use at least 3 characters' };
    }
    for (const service of searching)
      for (const other of searching.filter((each) => each !== service)) {
        const [own, others] = [service, other].map((each) => searchIndexPrefix(each.name)) as [string, string];
        if (!others.startsWith(own) || reported.has(own + others)) continue;
        reported.add(own + others);
        const fact = `its indices '${own}*' include those of ${other.name}, '${others}*'`;
        yield { file: service.file, rule: 'name-taken', fact, fix: 'rename one of them; no name may be another and a hyphen and more' };
      }
  }
};
