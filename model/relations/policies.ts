import { didYouMean } from '../mistake';
import { isDnsLabel } from '../names';
import type { Relation } from './relation';

/** Policies are told apart by their names, which are names of objects on every cluster. */
export const policyNames: Relation = function* ({ policies }) {
  const seen = new Map<string, string>();
  for (const { id, file } of policies) {
    const other = seen.get(id);
    if (other) yield { file, rule: 'name-taken', fact: `'${id}' is also the policy of ${other}`, fix: 'rename the file' };
    seen.set(id, file);
    if (!isDnsLabel(id) || id.length > 63 || !/^[a-z]/.test(id))
      yield { file, rule: 'bad-name', fact: `'${id}' is not a DNS label that begins with a letter`, fix: 'rename the file' };
  }
};

/** An exemption is from a policy that is there, once. */
export const exemptions: Relation = function* ({ services, known }) {
  for (const { file, exemptions: own = [] } of services) {
    const named = own.map(({ policy }) => policy);
    for (const policy of new Set(named)) {
      if (!known.policies.has(policy)) {
        const fix = didYouMean(policy, known.policies, 'remove the exemption');
        yield { file, rule: 'unknown-policy', fact: `is exempted from '${policy}', which is not a policy`, fix };
      }
      if (named.indexOf(policy) !== named.lastIndexOf(policy))
        yield { file, rule: 'listed-twice', fact: `is exempted from '${policy}' twice`, fix: 'keep one of the exemptions' };
    }
  }
};
