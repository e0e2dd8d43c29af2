import { defineStackRule, firstHeld, held } from './rule';

const [copies, acknowledged] = [3, 2];

/** A property of Kafka, from a text with a line each, which CloudFormation has as it is or in base64. */
const propertyOf = (text: string, key: string): string | undefined =>
  new RegExp(`^${key.replaceAll('.', '\\.')}=(.*)$`, 'm').exec(text)?.[1];

export default defineStackRule({
  why: 'An event that one broker alone has is lost with its disk, though its producer was told that it is safe.',
  incidents: ['I08'],
  *check(stacks) {
    for (const topic of held(stacks, 'AWS::MSK::Topic')) {
      const { TopicName, ReplicationFactor, Configs = '' } = topic.properties;
      const least = Number(propertyOf(Buffer.from(Configs, 'base64').toString(), 'min.insync.replicas') ?? 1);
      if (ReplicationFactor >= copies && least >= acknowledged) continue;
      const fact = `the topic '${TopicName}' has ${ReplicationFactor} copies, of which ${least} must have an event, not ${copies} and ${acknowledged}`;
      yield { at: topic, fact, fix: 'put a broker into each of three zones' };
    }
    for (const configuration of held(stacks, 'AWS::MSK::Configuration')) {
      const text: string = configuration.properties.ServerProperties ?? '';
      const unclean = propertyOf(text, 'unclean.leader.election.enable') ?? 'not set';
      if (unclean === 'false') continue;
      const fact = `unclean.leader.election.enable of '${configuration.cluster.name}' is ${unclean}, so a copy that lags may lead and forget the rest`;
      yield { at: configuration, fact, fix: 'set it to false' };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::MSK::Topic').ReplicationFactor = 2;
  },
});
