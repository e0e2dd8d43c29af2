import { defineStackRule, firstHeld } from './rule';

export default defineStackRule({
  why: 'How many connections the database takes then follows from the memory of its instances, and falls when somebody makes them smaller.',
  incidents: ['I07'],
  *check(stacks) {
    for (const database of stacks.of('AWS::RDS::DBCluster')) {
      const { DBClusterParameterGroupName: group, DBClusterIdentifier: name } = database.properties;
      const most: string | undefined = database.template.resources[group?.Ref]?.Properties?.Parameters?.max_connections;
      if (/^[1-9]\d*$/.test(most ?? '')) continue;
      const fact = `the database '${name}' has max_connections ${most ?? 'not set'}, which is no number`;
      yield { at: database, fact, fix: 'set it in the parameter group of the cluster, from `database.maxConnections` of the environment' };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::RDS::DBClusterParameterGroup').Parameters.max_connections = 'LEAST({DBInstanceClassMemory/9531392},5000)';
  },
});
