import { type Cluster, type EnvironmentName, names, type Service, type WorkerPods } from '#model';
import type { Load } from './load-scaler';

/** Requests and the service's own gauge, as Prometheus knows them; none where nobody measures. */
export const loadsOf = (service: Service, { prometheus, environment }: Cluster): Load[] => {
  const { name, domain } = service;
  const { requestsPerSecondPerPod: requests, metric } = { ...service.scale, ...service.in?.[environment.name as EnvironmentName]?.scale };
  if (prometheus === undefined) return [];
  const of = `{namespace="${domain}",service="${name}"}`;
  const asked = (load: string, query: string, threshold: number): Load => ({
    name: load,
    type: 'prometheus',
    metadata: { serverAddress: prometheus, query, threshold: String(threshold) },
  });
  return [
    ...(requests ? [asked('requests', `sum(rate(http_requests_total${of}[2m]))`, requests)] : []),
    ...(metric ? [asked(metric.name, `sum(${metric.name}${of})`, metric.perPod)] : []),
  ];
};

/** What a worker has before it: unread events of each topic, and messages of each queue. */
export const backlogOf = (service: Service, cluster: Cluster, worker: WorkerPods, authentication: string): Load[] => {
  const { region: awsRegion, environment } = cluster;
  const topics = [...new Set((service.consumes ?? []).map(({ topic }) => topic.name))];
  return [
    ...topics.map(
      (topic): Load => ({
        name: `lag_${names.snake(topic.replaceAll('.', '_'))}`,
        type: 'aws-cloudwatch',
        authentication,
        metadata: {
          awsRegion,
          namespace: 'AWS/Kafka',
          metricName: 'SumOffsetLag',
          dimensionName: 'Cluster Name;Consumer Group;Topic',
          dimensionValue: `${names.streamCluster(environment.name)};${service.name};${topic}`,
          metricStat: 'Maximum',
          metricStatPeriod: '60',
          // The newest figure is a few minutes old at most; without any, nobody has read or written yet.
          metricCollectionTime: '300',
          minMetricValue: '0',
          targetMetricValue: String(worker.lagPerPod),
        },
      }),
    ),
    ...(service.queues ?? []).map(
      (queue): Load => ({
        name: `depth_${names.snake(queue)}`,
        type: 'aws-sqs-queue',
        authentication,
        metadata: {
          awsRegion,
          queueURL: names.queueUrl(cluster, names.queueName(environment.name, service.name, queue)),
          queueLength: String(worker.depthPerPod),
        },
      }),
    ),
  ];
};

/** Lags of several topics are summed, which separate figures never are; one topic needs no formula. */
export const formulaOf = (loads: readonly Load[], { lagPerPod, depthPerPod }: WorkerPods): string | undefined => {
  const lags = loads.filter(({ type }) => type === 'aws-cloudwatch').map(({ name }) => name);
  if (lags.length < 2) return undefined;
  const depths = loads.filter(({ type }) => type === 'aws-sqs-queue').map(({ name }) => `${name} / ${depthPerPod}`);
  const sum = `(${lags.join(' + ')}) / ${lagPerPod}`;
  return depths.length ? `max(${[sum, ...depths].join(', ')})` : sum;
};
