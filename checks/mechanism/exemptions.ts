import { exemptionsOf, type Mistake, type Platform } from '#model';
import type { Finding } from './rule';

/** Exemptions that let nothing in on any cluster: the reason for them is gone. */
export const unusedExemptions = (platform: Platform, waived: readonly Finding[]): Mistake[] => {
  const used = new Set(waived.map(({ file, exemptedFrom }) => `${file} ${exemptedFrom}`));
  return exemptionsOf(platform)
    .filter(({ file, policy }) => !used.has(`${file} ${policy}`))
    .map(({ file, policy }) => ({
      file,
      rule: 'exemption-unused',
      fact: `is exempted from '${policy}', which refuses nothing of it`,
      fix: 'remove the exemption',
    }));
};

/** The most days ahead that an exemption may end. */
const longest = 90;

/** Exemptions whose last day has passed, or is too far ahead. The day is an argument, because only the command that checks knows a clock. */
export const expiredExemptions = (platform: Platform, today: string): Mistake[] => {
  const last = new Date(Date.parse(today) + longest * 86_400_000).toISOString().slice(0, 10);
  return exemptionsOf(platform).flatMap(({ file, policy, until }) => {
    if (until < today) {
      const fact = `the exemption from '${policy}' ended on ${until}, today is ${today}`;
      return [{ file, rule: 'exemption-expired', fact, fix: 'meet the policy, or argue for another date' }];
    }
    if (until <= last) return [];
    const fact = `the exemption from '${policy}' ends on ${until}, which is more than ${longest} days from ${today}`;
    return [{ file, rule: 'exemption-too-long', fact, fix: `end it by ${last}` }];
  });
};
