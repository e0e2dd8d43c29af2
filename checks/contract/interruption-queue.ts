import { defineContract } from './contract';
import { besideCluster, createdAt, eventQueues, objectsOf, usedBy, valuesUnder } from './reading';

export default defineContract({
  what: 'interruption queue',
  kind: 'derived',
  why: 'Without the news that AWS takes a node back its pods are not moved in time, and end in the middle of their work.',
  *created(sides) {
    for (const queue of besideCluster(sides, 'AWS::SQS::Queue').filter(({ template, id }) => eventQueues(template).has(id)))
      yield createdAt(queue, queue.properties.QueueName);
  },
  *used(sides) {
    for (const application of objectsOf(sides, 'Application'))
      for (const value of valuesUnder(application.json, 'interruptionQueue'))
        if (typeof value === 'string' && value !== '') yield usedBy(application, value);
  },
  fix: { missing: 'take the name from names.interruptionQueue, as cdk/nodes-stack.ts does', unused: 'tell it to what makes the nodes' },
  mutations: {
    template: (templates) => {
      const queues = templates.flatMap((template) => [...eventQueues(template)].flatMap((id) => template.resources[id] ?? []));
      for (const { Properties } of queues) Properties.QueueName += '-renamed';
    },
    manifest: (apps) => {
      for (const { json } of apps.flatMap(({ objects }) => objects))
        for (const settings of valuesUnder(json, 'settings')) (settings as Record<string, unknown>).interruptionQueue = 'another';
    },
  },
});
