import { calledAs, databaseTypes, defineStackRule, firstHeld, type Held, held } from './rule';

/** The database over several regions that a cluster is the first of, or follows. */
const globalOf = ({ template, id, properties }: Held, clusterType: string): string | undefined => {
  const type = clusterType.replace('DBCluster', 'GlobalCluster');
  const own = Object.values(template.resources).find(
    ({ Type, Properties }) => Type === type && Properties?.SourceDBClusterIdentifier?.Ref === id,
  );
  return own?.Properties.GlobalClusterIdentifier ?? properties.GlobalClusterIdentifier;
};

export default defineStackRule({
  why: 'A database in one region is lost with it, and a daily backup forgets up to a day.',
  *check(stacks) {
    for (const type of databaseTypes) {
      const all = held(stacks, type);
      for (const one of all) {
        const name = globalOf(one, type);
        const regions = all.filter((each) => name !== undefined && globalOf(each, type) === name).map(({ cluster }) => cluster.region);
        for (const { region } of one.others.filter((other) => !regions.includes(other.region))) {
          const fact = `${calledAs(one)} '${one.cluster.name}' has no copy in ${region} that follows it`;
          yield { at: one, fact, fix: 'make it the first of a global cluster, and a cluster there that follows' };
        }
      }
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::RDS::DBCluster', 'GlobalClusterIdentifier').GlobalClusterIdentifier = undefined;
  },
});
