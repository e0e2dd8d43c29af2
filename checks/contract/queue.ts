import { names } from '#model';
import { firstOf } from '../mechanism/pods';
import { defineContract } from './contract';
import { besideCluster, createdAt, environmentsOf, eventQueues, usedBy } from './reading';
import { permissionsOf } from './rights';

const ofService = (queue: string, service: string): string => `${queue}, used by ${service}`;

const isQueue = (value: unknown): value is string => typeof value === 'string' && value.startsWith('https://sqs.');

export default defineContract({
  what: 'queue',
  kind: 'derived',
  why: 'A service that is given the address of a queue which does not exist fails with every message.',
  *created(sides) {
    const queues = besideCluster(sides, 'AWS::SQS::Queue');
    // Where messages end that nobody could handle; only the queue itself leads there.
    const dead = new Set(queues.flatMap(({ properties }) => properties.RedrivePolicy?.deadLetterTargetArn?.['Fn::GetAtt']?.[0] ?? []));
    for (const queue of queues.filter(({ id, template }) => !dead.has(id) && !eventQueues(template).has(id)))
      yield createdAt(queue, names.queueUrl(sides.cluster, queue.properties.QueueName));
    // To work on a queue is to take from it; whoever may do that may also fill it.
    for (const { at, service, action, arn } of permissionsOf(sides))
      if (action === 'sqs:ReceiveMessage')
        yield createdAt(at, ofService(names.queueUrl(sides.cluster, arn.split(':').at(-1) ?? ''), service));
  },
  *used(sides) {
    for (const { object, service, variables } of environmentsOf(sides))
      for (const value of Object.values(variables).filter(isQueue)) {
        yield usedBy(object, value);
        yield usedBy(object, ofService(value, service.name));
      }
  },
  fix: { missing: "name the queue in the service's 'queues'", unused: 'let its service use it, or remove it there' },
  mutations: {
    template: (templates) => {
      const main = templates
        .flatMap(({ resources }) => Object.values(resources))
        .find(({ Type, Properties }) => Type === 'AWS::SQS::Queue' && Properties.RedrivePolicy);
      if (main === undefined) throw new RangeError('no queue to change');
      main.Properties.QueueName += '-renamed';
    },
    manifest: (apps) => {
      const { data } = firstOf(
        apps.filter(({ objects }) => objects.some(({ json }) => json.kind === 'ConfigMap' && Object.values(json.data ?? {}).some(isQueue))),
        'ConfigMap',
      );
      const [key = ''] = Object.entries(data).find(([, value]) => isQueue(value)) ?? [];
      data[key] += '-renamed';
    },
  },
});
