import type { Cluster } from './cluster';
import { credentialsPolicy } from './credentials';
import { allow, arnOf, es, kafka, type Statement, s3, ses, sqs } from './iam';
import { allowKey, allowTextMessages } from './iam-idioms';
import * as names from './names';
import type { Platform } from './platform';
import type { Service } from './service';

/**
 * What AWS lets a service's pods do: write the topics that it produces, read those that it consumes, use its queues, buckets and indices, send
 * what it says that it sends. Nothing else is in the policy of its role.
 */
export const servicePolicy = (service: Service, cluster: Cluster): Statement[] => {
  const { name, produces = [], consumes = [], queues = [], buckets = [], sends = [] } = service;
  const stream = names.streamCluster(cluster.environment.name);
  const topics = (events: Service['produces'] = []) =>
    [...new Set(events.map(({ topic }) => topic.name))].map((topic) => kafka(`topic/${stream}/*/${topic}`));
  const queueNames = queues.map((queue) => names.queueName(cluster.environment.name, name, queue));
  const bucketNames = buckets.map((bucket) => names.bucketName(cluster, name, bucket));
  const statements: Statement[] = [];
  if (produces.length + consumes.length > 0)
    statements.push(allow(['kafka-cluster:Connect', 'kafka-cluster:DescribeCluster'], kafka(`cluster/${stream}/*`)));
  if (produces.length > 0) {
    statements.push(allow(['kafka-cluster:WriteDataIdempotently'], kafka(`cluster/${stream}/*`)));
    statements.push(allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], topics(produces)));
  }
  if (consumes.length > 0) {
    statements.push(allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], topics(consumes)));
    statements.push(allow(['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], kafka(`group/${stream}/*/${name}`)));
  }
  if (queues.length > 0) statements.push(allow(queueActions, queueNames.map(sqs)));
  if (buckets.length > 0) {
    statements.push(allow(['s3:ListBucket'], bucketNames.map(s3)));
    statements.push(
      allow(
        ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        bucketNames.map((bucket) => s3(`${bucket}/*`)),
      ),
    );
    // S3 uses the key on behalf of who asks, who then needs both permissions. What it says of the use is the bucket, or of a copy the object.
    const arns = bucketNames.map((bucket) => arnOf(s3(bucket), cluster));
    statements.push(
      allowKey(['kms:Decrypt', 'kms:GenerateDataKey'], {
        alias: names.keyAlias(cluster.name, 'data'),
        through: `s3.${cluster.region}.amazonaws.com`,
        context: { 'aws:s3:arn': arns.flatMap((arn) => [arn, `${arn}/*`]) },
      }),
    );
  }
  if (service.search) {
    const domain = names.searchDomain(cluster.environment.name);
    // Only addresses that begin with an index of its own; what concerns all indices begins otherwise.
    statements.push(allow(searchActions, es(`domain/${domain}/${names.searchIndexPrefix(name)}*`)));
  }
  if (sends.includes('email')) {
    const { environment, name: on } = cluster;
    // The rules belong to the sender, so nobody names them; who sends needs them all the same. What is sent is put together by the service.
    const sender = [ses(`identity/${environment.domain}`), ses(`configuration-set/${names.mailRules(on)}`)];
    statements.push(
      allow(['ses:SendEmail', 'ses:SendRawEmail'], sender, { StringEquals: { 'ses:FromAddress': names.mailSender(environment.domain) } }),
    );
  }
  if (sends.includes('sms')) statements.push(...allowTextMessages);
  return statements;
};

/** What is asked of indices, by the methods of HTTP. */
export const searchActions = ['Delete', 'Get', 'Head', 'Post', 'Put'].map((method) => `es:ESHttp${method}`);

const queueActions = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage', 'SendMessage'].map(
  (action) => `sqs:${action}`,
);

/** Pods that act in AWS, and what they may do there. */
export interface PodIdentity {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly statements: readonly Statement[];
  /** The definition that says so. */
  readonly file: string;
}

/** The service accounts of a cluster that AWS knows: services that use AWS or read their secrets there, and components with `iam`. */
export const podIdentities = (platform: Platform, cluster: Cluster): PodIdentity[] => [
  ...platform.in(cluster.environment.name).services.flatMap((service) => {
    const { domain: namespace, name: serviceAccount, file } = service;
    const statements = [...servicePolicy(service, cluster), ...credentialsPolicy(service, cluster, platform.in(cluster.environment.name))];
    return statements.length > 0 ? [{ namespace, serviceAccount, statements, file }] : [];
  }),
  ...cluster.components.flatMap(({ namespace, file, iam: policies }) =>
    Object.entries(policies?.(cluster) ?? {}).map(([serviceAccount, statements]) => ({ namespace, serviceAccount, statements, file })),
  ),
];
