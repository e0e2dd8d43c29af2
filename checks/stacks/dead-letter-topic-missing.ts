import { eventQueues, type Placed } from '../contract/reading';
import { defineStackRule, firstHeld, isFull, type Stacks } from './rule';

/** The id of the queue that takes what failed; none where nothing does. */
const deadLettersOf = ({ properties }: Placed): string | undefined => properties.RedrivePolicy?.deadLetterTargetArn?.['Fn::GetAtt']?.[0];

interface Dimension {
  readonly Name: string;
  readonly Value: unknown;
}

/** The queues that somebody is told of. */
const watched = (stacks: Stacks): ReadonlySet<string> =>
  new Set(
    stacks.of('AWS::CloudWatch::Alarm').flatMap(({ template, properties: { AlarmActions = [], Dimensions = [] } }) => {
      const name = Dimensions.find(({ Name }: Dimension) => Name === 'QueueName')?.Value;
      return AlarmActions.length > 0 && name ? [`${template.stack} ${name}`] : [];
    }),
  );

export default defineStackRule({
  why: 'A message that nobody can handle comes back for ever and keeps others waiting, or is gone after its last day, and nobody knows.',
  elsewhere: { 'cdk-nag': ['AwsSolutions-SQS3'] },
  incidents: ['I08'],
  *check(stacks) {
    const queues = stacks.of('AWS::SQS::Queue');
    const told = watched(stacks);
    const dead = new Set(queues.map((queue) => `${queue.template.stack} ${deadLettersOf(queue)}`));
    for (const queue of queues) {
      const { template, id, properties } = queue;
      const isDead = dead.has(`${template.stack} ${id}`);
      // News of AWS about nodes are worth nothing a minute later.
      if (!isDead && deadLettersOf(queue) === undefined && !eventQueues(template).has(id)) {
        const fact = `the queue '${properties.QueueName}' has no queue for what failed`;
        yield { at: queue, fact, fix: 'give it a RedrivePolicy (cdk/queues-stack.ts)' };
      }
      if (isDead && isFull(stacks.platform, template) && !told.has(`${template.stack} ${properties.QueueName}`)) {
        const fact = `nobody is told of what waits in '${properties.QueueName}'`;
        yield {
          at: queue,
          fact,
          fix: 'add an alarm on the age of its oldest message that goes to the topic of alarms (cdk/store-alarm.ts)',
        };
      }
    }
  },
  mutation: (templates) => {
    const queue = firstHeld(templates, 'AWS::SQS::Queue', 'RedrivePolicy');
    queue.RedrivePolicy = undefined;
  },
});
