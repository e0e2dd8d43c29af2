import { type AwsName, everyName } from './aws-names';
import type { Relation } from './relation';

/** Names are short enough for AWS. Each is reported once, for the cluster with the longest name. */
export const shortNames: Relation = function* (draft) {
  const reported = new Set<string>();
  for (const { file, what, whose, long, allowed } of everyName(draft).filter((each) => each.long.length > each.allowed)) {
    // Where a queue is too long, so is the one of what failed in it.
    const key = `${file} ${what} ${whose.replace('of what failed in ', '')}`;
    if (reported.has(key)) continue;
    reported.add(key);
    const fact = `${what} '${long}' would have ${long.length} characters, AWS allows ${allowed}`;
    yield { file, rule: 'name-too-long', fact, fix: 'shorten a name' };
  }
};

/** No two things of AWS come to the same name: parts are joined by hyphens, and may have some themselves. */
export const ownNames: Relation = function* (draft) {
  const seen = new Map<string, AwsName>();
  const reported = new Set<string>();
  for (const each of everyName(draft)) {
    const { file, what, whose, long, within } = each;
    const key = `${what} ${within} ${long}`;
    const first = seen.get(key);
    seen.set(key, first ?? each);
    const pair = `${what} ${whose} ${first?.whose}`;
    // Of two clusters in one region, which is a mistake of its own.
    const same = first?.file === file && first.whose === whose;
    if (first === undefined || same || reported.has(pair)) continue;
    reported.add(pair);
    const fact = `${what} ${whose} and the one ${first.whose} would both be '${long}'`;
    yield { file, rule: 'name-taken', fact, fix: 'rename one of them' };
  }
};
