import type { Recovery } from './recovery';

const s3 = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide';
const secretsManager = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide';
const ecr = 'https://docs.aws.amazon.com/AmazonECR/latest/userguide';

const buckets: Recovery = {
  store: 'buckets (S3)',
  holds: 'files of customers, and documents made for them',
  usedBy: ({ buckets = [] }) => buckets.length > 0,
  availability: {
    percent: 99.9,
    see: 'https://aws.amazon.com/s3/sla/',
    meanwhile: 'files cannot be put or fetched, and everything else goes on',
  },
  zone: { point: '0s', time: '0s', by: 'S3 keeps each object in three zones', see: `${s3}/DataDurability.html` },
  region: {
    point: '15m',
    time: '15m',
    by: 'replication with time control: most objects in seconds, 99.99 % of them in 15 minutes; late ones ring after five',
    see: `${s3}/replication-time-control.html`,
    accepted: 'AWS offers no shorter time; whoever put a file that is not there in the last minutes is asked for it again',
  },
  mistake: {
    point: '0s',
    time: '30m',
    by: 'versions are kept for 90 days, and AWS Backup restores any second of the last 35',
    see: `${s3}/Versioning.html`,
  },
};

const secrets: Recovery = {
  store: 'secrets',
  holds: 'passwords and keys',
  availability: { percent: 99.99, see: 'https://aws.amazon.com/secrets-manager/sla/' },
  zone: { point: '0s', time: '0s', by: 'Secrets Manager is in all zones', see: `${secretsManager}/disaster-recovery-resiliency.html` },
  region: {
    point: '1m',
    time: '1m',
    by: 'a replica of each in the standby region, under the same name',
    see: `${secretsManager}/replicate-secrets.html`,
  },
  mistake: {
    point: '0s',
    time: '15m',
    by: 'the value before is kept as AWSPREVIOUS, and what was deleted can be restored for 30 days',
    see: `${secretsManager}/manage_restore-secret.html`,
  },
};

const images: Recovery = {
  store: 'container images (ECR)',
  holds: 'what runs',
  availability: {
    percent: 99.9,
    see: 'https://aws.amazon.com/ecr/sla/',
    meanwhile: 'pods go on, and nodes start those whose image they already have',
  },
  zone: { point: '0s', time: '0s', by: 'ECR is in all zones', see: `${ecr}/disaster-recovery-resiliency.html` },
  region: {
    point: '30m',
    time: '5m',
    by: 'every image is copied to each region of a cluster, most of them in less than half an hour',
    see: `${ecr}/replication.html`,
    accepted: 'an image is built from a commit and can be built again; what an environment runs was promoted long before',
  },
  mistake: {
    point: '0s',
    time: '30m',
    by: 'tags cannot be overwritten; the image is built again from its commit',
    see: `${ecr}/image-tag-mutability.html`,
  },
};

const clusterState: Recovery = {
  store: 'state of clusters',
  holds: 'what should run, as text',
  availability: {
    percent: 99.95,
    see: 'https://aws.amazon.com/eks/sla/',
    meanwhile: 'pods and load balancers go on; nothing is scheduled, scaled or changed',
  },
  zone: {
    point: '0s',
    time: '10m',
    by: 'a control plane in three zones, and pods spread over them, each with others elsewhere',
    see: 'https://docs.aws.amazon.com/eks/latest/userguide/disaster-recovery-resiliency.html',
  },
  region: {
    point: '0s',
    time: '30m',
    by: 'it stands in Git; the standby cluster runs the same commit, its APIs at their minimum',
    see: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/disaster_recovery/',
  },
  mistake: {
    point: '0s',
    time: '15m',
    by: 'Argo CD puts back what Git says; the commit is reverted',
    see: 'https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/',
  },
};

/** What is kept whole, or can be made again. */
export const objects: readonly Recovery[] = [buckets, secrets, images, clusterState];
