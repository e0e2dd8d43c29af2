import { allow, arnOf, type Cluster, kafka, kms, names, type Service, type Statement, s3, sqs } from '#model';

/** What AWS lets a service's pods do: write the topics that it produces, read those that it consumes, use its queues and buckets. */
export const servicePolicy = (service: Service, cluster: Cluster): Statement[] => {
  const { name, produces = [], consumes = [], queues = [], buckets = [] } = service;
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
    const conditions = {
      StringEquals: { 'kms:ViaService': `s3.${cluster.region}.amazonaws.com` },
      StringLike: { 'kms:EncryptionContext:aws:s3:arn': arns.flatMap((arn) => [arn, `${arn}/*`]) },
    };
    statements.push(allow(['kms:Decrypt', 'kms:GenerateDataKey'], kms('key/*'), conditions));
  }
  return statements;
};

const queueActions = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage', 'SendMessage'].map(
  (action) => `sqs:${action}`,
);
