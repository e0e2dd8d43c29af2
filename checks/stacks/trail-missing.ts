import type { Placed } from '../contract/reading';
import { defineStackRule, firstHeld, isFull } from './rule';

/** Whether it is a trail of all regions, on, with files that are signed in a chain. */
const isWhole = ({ properties: { IsLogging, IsMultiRegionTrail, EnableLogFileValidation } }: Placed): boolean =>
  IsLogging && IsMultiRegionTrail && EnableLogFileValidation;

/** Whether it tells people of what is changed in the console. */
const tells = ({ properties: { EventPattern, Targets = [] } }: Placed): boolean =>
  EventPattern?.detail?.sessionCredentialFromConsole !== undefined && Targets.length > 0;

export default defineStackRule({
  why: 'Who changed something by hand, and what, is noticed late and cannot be found out afterwards.',
  elsewhere: { checkov: ['CKV_AWS_36', 'CKV_AWS_67'] },
  incidents: ['I22'],
  *check({ platform, templates, of }) {
    const [trails, rules] = [of('AWS::CloudTrail::Trail'), of('AWS::Events::Rule').filter(tells)];
    const accounts = new Set<string>();
    for (const template of templates.filter(({ stack }) => stack.endsWith('-governance'))) {
      const { account, region } = template;
      const own = trails.filter((each) => each.template.account === account);
      if (!accounts.has(account) && !own.some(isWhole)) {
        const fact = `the account ${account} has no trail of all regions with signed files that is on`;
        yield {
          at: own[0] ?? { template },
          fact,
          fix: 'set IsLogging, IsMultiRegionTrail and EnableLogFileValidation of one (cdk/audit.ts)',
        };
      }
      accounts.add(account);
      const told = rules.some((each) => each.template.account === account && each.template.region === region);
      if (told || !isFull(platform, template)) continue;
      const fact = `nobody is told of what is changed in the console of ${account} in ${region}`;
      yield { at: { template }, fact, fix: 'send those events to the topic of alarms (cdk/watching.ts)' };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::CloudTrail::Trail').IsMultiRegionTrail = false;
  },
});
