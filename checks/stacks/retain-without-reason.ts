import { holders } from './reading/holders';
import { calledAs, defineStackRule, firstWhere, isFull } from './rule';

/** Also what CloudFormation keeps of itself, where nothing is said: snapshots of databases. */
export default defineStackRule({
  why: 'What stays when an environment is torn down costs money every month, and its name stands in the way of the next one.',
  incidents: ['I33'],
  *check({ platform, templates }) {
    for (const template of templates.filter((each) => !isFull(platform, each))) {
      if (template.terminationProtection)
        yield { at: { template }, fact: 'has termination protection on, not off', fix: 'leave it to cdk/provision.ts' };
      for (const [id, { Type, DeletionPolicy, UpdateReplacePolicy }] of Object.entries(template.resources))
        for (const [field, policy] of Object.entries({ DeletionPolicy, UpdateReplacePolicy })) {
          if (policy === 'Delete' || (policy === undefined && !holders.includes(Type))) continue;
          const at = { template, id, properties: {} };
          const fact = `${calledAs(at)} has ${field} ${policy ?? 'not set'}, not Delete`;
          yield { at, fact, fix: 'apply the removal policy of the environment (cdk/provision.ts)' };
        }
    }
  },
  mutation: (templates) => {
    const { resource } = firstWhere(templates, 'AWS::S3::Bucket', ({ DeletionPolicy }) => DeletionPolicy === 'Delete');
    resource.DeletionPolicy = 'Retain';
  },
});
