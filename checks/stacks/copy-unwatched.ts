import { inSeconds, targets } from '#model';
import { databaseTypes, defineStackRule, firstHeld, type Held, held, type Stacks } from './rule';

/** A figure that says how far a copy is behind, in how many parts of a second, and where it is told. */
interface Watched {
  readonly copy: Held;
  readonly name: string;
  readonly metric: string;
  readonly perSecond: number;
  readonly dimension: string;
}

/** How far a database that follows is behind, by its type. */
const lags = { 'AWS::RDS::DBCluster': 'AuroraGlobalDBRPOLag', 'AWS::DocDB::DBCluster': 'GlobalClusterReplicationLag' } as const;

const copies = (stacks: Stacks): Watched[] => [
  ...databaseTypes.flatMap((type) =>
    held(stacks, type)
      .filter(({ cluster }) => cluster.standby)
      .map((copy) => ({
        ...{ copy, name: copy.properties.DBClusterIdentifier, metric: lags[type] },
        ...{ perSecond: 1000, dimension: 'DBClusterIdentifier' },
      })),
  ),
  ...held(stacks, 'AWS::S3::Bucket')
    .filter(({ properties }) => properties.ReplicationConfiguration)
    .map((copy) => ({ copy, name: copy.properties.BucketName, metric: 'ReplicationLatency', perSecond: 1, dimension: 'SourceBucket' })),
];

interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

export default defineStackRule({
  why: 'A copy that has stopped to follow is found out on the day that it should take over.',
  *check(stacks) {
    const alarms = held(stacks, 'AWS::CloudWatch::Alarm').filter(({ properties }) => properties.AlarmActions?.length);
    for (const { copy, name, metric, perSecond, dimension } of copies(stacks)) {
      const most = inSeconds(targets.point) * perSecond;
      const watched = alarms.some(
        ({ cluster, properties: { MetricName, Dimensions = [], Threshold } }) =>
          cluster.name === copy.cluster.name &&
          MetricName === metric &&
          Threshold <= most &&
          Dimensions.some(({ Name, Value }: Dimension) => Name === dimension && Value === name),
      );
      if (watched) continue;
      const fact = `nobody is told when '${name}' is more than ${targets.point} behind: no alarm on ${metric}`;
      yield { at: copy, fact, fix: `add one with a threshold of at most ${most} that goes to the topic of alarms` };
    }
  },
  mutation: (templates) => {
    for (const template of templates)
      for (const { Type, Properties } of Object.values(template.resources))
        if (Type === 'AWS::CloudWatch::Alarm' && Properties.MetricName === 'AuroraGlobalDBRPOLag') Properties.AlarmActions = [];
    firstHeld(templates, 'AWS::CloudWatch::Alarm');
  },
});
