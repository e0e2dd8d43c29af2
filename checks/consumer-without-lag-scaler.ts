import { names } from '#model';
import { settingsOf } from './capacity/settings';
import { defineRule, type Scene } from './mechanism/rule';
import { scalingOf } from './scaling/read';

interface Trigger {
  readonly type: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Backlogs that a scaler looks at: `lag orders of order.order.v1`, `depth https://…`. */
const watchedBy = ({ type, metadata = {} }: Trigger): string[] => {
  if (type === 'kafka') return [`lag ${metadata.consumerGroup} of ${metadata.topic}`];
  if (type === 'aws-sqs-queue') return [`depth of ${metadata.queueURL}`];
  if (type !== 'aws-cloudwatch' || metadata.metricName !== 'SumOffsetLag') return [];
  const keys = (metadata.dimensionName ?? '').split(';');
  const values = (metadata.dimensionValue ?? '').split(';');
  const of = (key: string): string | undefined => values[keys.indexOf(key)];
  return [`lag ${of('Consumer Group')} of ${of('Topic')}`];
};

/** The backlogs that a worker has before it, as its own settings name them. */
const backlogsOf = (scene: Scene, settings: ReadonlyMap<string, string>, service: string): string[] => {
  const { consumes = [], queues = [] } = scene.platform.services.find(({ name }) => name === service) ?? {};
  return [
    ...new Set(consumes.map(({ topic }) => `lag ${settings.get('CONSUMER_GROUP')} of ${topic.name}`)),
    ...queues.map((queue) => `depth of ${settings.get(`QUEUE_${names.screamingSnake(queue)}_URL`)}`),
  ];
};

export default defineRule({
  why: 'Pods that only work off a backlog are added by what waits; by CPU alone the backlog grows while they wait for a store.',
  incidents: ['I08'],
  *check(scene) {
    if (scene.cluster.standby || !scene.cluster.installs('keda.sh/v1alpha1', 'ScaledObject')) return;
    for (const pod of scalingOf(scene).staying) {
      const settings = settingsOf(scene, pod);
      if (settings.get('ROLE') !== 'worker') continue;
      const { triggers = [] } = (pod.autoscaler?.json.spec ?? {}) as { readonly triggers?: readonly Trigger[] };
      const watched = triggers.flatMap(watchedBy);
      const missing = backlogsOf(scene, settings, pod.labels['app.kubernetes.io/name'] ?? '').filter((each) => !watched.includes(each));
      const at = pod.autoscaler ?? pod;
      if (missing.length > 0)
        yield {
          ...{
            app: at.app,
            json: at.json,
            fact: `adds no pod for the ${missing.join(' and the ')}${watched.length ? `, but for the ${watched.join(' and the ')}` : ''}`,
          },
          fix: 'add a trigger of a ScaledObject for each, with the group and topic that the code reads',
        };
    }
  },
  mutation: (apps) => {
    const worker = apps
      .flatMap(({ objects }) => objects)
      .find(({ json }) => json.kind === 'ScaledObject' && json.metadata.name.endsWith('-worker'));
    if (worker === undefined) throw new RangeError('no scaler to change');
    for (const { metadata } of worker.json.spec.triggers) if (metadata.dimensionValue) metadata.dimensionValue += '-renamed';
  },
});
