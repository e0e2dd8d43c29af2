import { calledAs, databaseTypes, defineStackRule, firstHeld, held, heldTemplates } from './rule';

const zones = 3;

export default defineStackRule({
  why: 'Without a second instance in another zone the database is away until AWS has made one, which takes ten minutes and more.',
  *check(stacks) {
    for (const type of databaseTypes) {
      for (const one of held(stacks, type)) {
        const { template, id, properties } = one;
        const all = Object.values(template.resources);
        const instances = all.filter(
          ({ Type, Properties }) => Type === type.replace('DBCluster', 'DBInstance') && Properties?.DBClusterIdentifier?.Ref === id,
        );
        const subnets = template.resources[properties.DBSubnetGroupName?.Ref]?.Properties?.SubnetIds?.length ?? 0;
        if (instances.length < 2) {
          const fact = `${calledAs(one)} '${one.cluster.name}' has ${instances.length} instances, and none takes over from the first`;
          yield { at: one, fact, fix: 'give it a reader (cdk/provision.ts)' };
        }
        if (subnets < zones) {
          const fact = `${calledAs(one)} '${one.cluster.name}' may be in ${subnets} zones, not ${zones}`;
          yield { at: one, fact, fix: 'give its subnet group a subnet in each zone' };
        }
      }
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::RDS::DBCluster');
    const instances = heldTemplates(templates)
      .filter(({ stack }) => stack.endsWith('-data'))
      .slice(0, 1)
      .flatMap(({ resources }) => Object.values(resources).filter(({ Type }) => Type === 'AWS::RDS::DBInstance'));
    for (const { Properties } of instances.slice(1)) Properties.DBClusterIdentifier = { Ref: 'another' };
  },
});
