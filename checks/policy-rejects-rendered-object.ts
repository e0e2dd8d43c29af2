import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { definitionOf, refusalsOf } from './policies';

export default defineRule({
  why: 'The admission policies of the cluster refuse the object, and the sync stops there while everybody believes that it was deployed.',
  incidents: ['I15'],
  *check(scene) {
    for (const { at, policy, message, exempted } of refusalsOf(scene)) {
      const definition = definitionOf(scene, policy);
      const [fact, fix = 'change the object, or exempt its service'] = message.replace(`${policy.id}: `, '').split('; ');
      yield {
        ...at,
        fact: `policy '${policy.id}' denies it: ${fact}`,
        fix,
        unless: definition?.rules ?? [],
        ...(exempted && { exemptedFrom: policy.id }),
      };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'Service').spec.externalIPs = ['203.0.113.7'];
  },
});
