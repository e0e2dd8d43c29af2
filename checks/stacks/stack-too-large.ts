import { defineStackRule, heldTemplates } from './rule';

/**
 * Where a stack still has room for what comes next.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const most = { resources: 450, bytes: 900 * 1024 };
const limits = { resources: 500, megabytes: 1 };

export default defineStackRule({
  why: 'At the limit of CloudFormation a stack takes no further resource, on the day that one is needed.',
  incidents: ['I13'],
  *check({ templates }) {
    for (const template of templates) {
      const { resources, outputs = {} } = template;
      const count = Object.keys(resources).length;
      const bytes = JSON.stringify({ resources, outputs }).length;
      const fix = 'split it by region or concern';
      if (count > most.resources)
        yield { at: { template }, fact: `has ${count} resources, more than ${most.resources} of at most ${limits.resources}`, fix };
      if (bytes > most.bytes)
        yield { at: { template }, fact: `has ${Math.ceil(bytes / 1024)} KiB, more than 900 KiB of at most ${limits.megabytes} MB`, fix };
    }
  },
  mutation: (templates) => {
    const [template] = heldTemplates(templates);
    if (!template) throw new RangeError('no stack to change');
    for (let index = 0; index <= most.resources; index += 1)
      template.resources[`subscription${index}`] = { Type: 'AWS::SNS::Subscription', Properties: {} };
  },
});
