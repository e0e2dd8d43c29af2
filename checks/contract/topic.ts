import { firstOf } from '../mechanism/pods';
import { defineContract } from './contract';
import { besideCluster, createdAt, environmentsOf, firstResource, usedBy } from './reading';
import { permissionsOf } from './rights';

const toWrite = (topic: string, service: string): string => `${topic}, written by ${service}`;
const toRead = (topic: string, group: string): string => `${topic}, read by group ${group}`;

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** The cluster of brokers that a topic or a group of an ARN is on. */
const clusterOf = (arn: string): string | undefined => /:(?:topic|group)\/([^/]+)\//.exec(arn)?.[1];

export default defineContract({
  what: 'topic',
  kind: 'derived',
  why: 'Brokers make no topic that is not there and serve nobody whose role does not say so; its events wait for ever.',
  *created(sides) {
    for (const topic of besideCluster(sides, 'AWS::MSK::Topic')) yield createdAt(topic, topic.properties.TopicName);
    const brokers = besideCluster(sides, 'AWS::MSK::Cluster').map(({ properties }) => properties.ClusterName);
    const permissions = [...permissionsOf(sides)].filter(({ arn }) => brokers.includes(clusterOf(arn)));
    for (const { at, service, action, arn } of permissions) {
      if (action === 'kafka-cluster:WriteData') yield createdAt(at, toWrite(lastPart(arn), service));
      if (action !== 'kafka-cluster:ReadData') continue;
      // To read is to be in a group that one may be in.
      for (const group of permissions.filter((each) => each.service === service && each.action === 'kafka-cluster:AlterGroup'))
        yield createdAt(at, toRead(lastPart(arn), lastPart(group.arn)));
    }
  },
  *used(sides) {
    for (const { object, service, variables } of environmentsOf(sides)) {
      const { name, produces = [], consumes = [] } = service;
      const written = produces.flatMap(({ topic }) => [topic.name, toWrite(topic.name, name)]);
      const read = consumes.flatMap(({ topic }) => [topic.name, toRead(topic.name, variables.CONSUMER_GROUP ?? '')]);
      for (const value of new Set([...written, ...read])) yield usedBy(object, value);
    }
  },
  fix: {
    missing: "name its events in the service's 'produces' or 'consumes'",
    unused: 'let a service of the cluster name its events, or remove it',
  },
  mutations: {
    template: (templates) => {
      firstResource(templates, 'AWS::MSK::Topic').TopicName += '-renamed';
    },
    manifest: (apps) => {
      const told = apps.filter(({ objects }) => objects.some(({ json }) => json.kind === 'ConfigMap' && json.data?.CONSUMER_GROUP));
      firstOf(told, 'ConfigMap').data.CONSUMER_GROUP += '-renamed';
    },
  },
});
