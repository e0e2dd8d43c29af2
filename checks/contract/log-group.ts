import { defineContract, type End, type Sides } from './contract';
import { besideCluster, createdAt, listOf, objectsOf, propertiesOf, usedBy, valuesUnder } from './reading';

/** Services of AWS that write to a group whose name they choose, and would make one without a key and for ever. */
const writers: Readonly<Record<string, (properties: Readonly<Record<string, string & string[]>>) => string[]>> = {
  'AWS::DocDB::DBCluster': ({ DBClusterIdentifier: id, EnableCloudwatchLogsExports: logs }) => logsOf(`/aws/docdb/${id}`, logs),
  'AWS::RDS::DBCluster': ({ DBClusterIdentifier: id, EnableCloudwatchLogsExports: logs }) => logsOf(`/aws/rds/cluster/${id}`, logs),
};

const logsOf = (path: string, logs: readonly string[] | undefined): string[] => listOf<string>(logs).map((log) => `${path}/${log}`);

/** Under which charts name a group of CloudWatch. */
const fields = ['logGroupName', 'log_group_name', 'logGroup', 'log_group'];

/** Groups that something on the cluster is told of. */
const namedOn = (sides: Sides): End[] =>
  ['Application', 'ConfigMap'].flatMap((kind) =>
    objectsOf(sides, kind).flatMap((object) =>
      fields
        .flatMap((field) => [...valuesUnder(object.json, field)])
        .filter((value) => typeof value === 'string')
        .map((value) => usedBy(object, value)),
    ),
  );

/** @see https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const controlPlaneLog = (cluster: string): string => `/aws/eks/${cluster}/cluster`;

export default defineContract({
  what: 'log group',
  kind: 'derived',
  why: 'Whoever writes to a group that is not there fails, or has AWS make one that is not encrypted and kept for ever.',
  *created(sides) {
    for (const group of besideCluster(sides, 'AWS::Logs::LogGroup')) yield createdAt(group, group.properties.LogGroupName);
  },
  *used(sides) {
    const { name, environment } = sides.cluster;
    yield { value: controlPlaneLog(name), at: `control plane of ${name}`, file: environment.file };
    yield* namedOn(sides);
    for (const [type, names] of Object.entries(writers))
      for (const store of besideCluster(sides, type)) for (const value of names(store.properties)) yield createdAt(store, value);
  },
  spare: 'stacks name most groups to who writes there, and people read them',
  fix: { missing: 'make it in a stack (cdk/encrypted-log.ts), or name one that is there', unused: '' },
  mutations: {
    template: (templates) => {
      for (const group of propertiesOf(templates, 'AWS::Logs::LogGroup'))
        if (group.LogGroupName?.startsWith('/aws/eks/')) group.LogGroupName += '-renamed';
    },
    manifest: (apps) => {
      for (const { json } of apps.flatMap(({ objects }) => objects))
        for (const values of valuesUnder(json, 'valuesObject')) {
          const own = values as Record<string, unknown>;
          if (own.logGroupName) own.logGroupName = '/aws/eks/another/cluster';
        }
    },
  },
});
