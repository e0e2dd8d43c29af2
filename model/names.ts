import type { Cidr } from './units';

/**
 * Every name that both sides must agree on, AWS and Kubernetes, as a pure function of what the model says. Both call the same function,
 * so manifests carry no value that only a deployment would know.
 */

interface Located {
  readonly name: string;
  readonly region: string;
  readonly account: string;
}

/** The job that migrates a service's database. */
export const migrationName = (service: string): string => `${service}-migrate`;

/** Longest name of a service or component: the longest name that is derived from it must still be a DNS label of 63. */
export const longestName = 63 - migrationName('').length;

/** Whether a text is a DNS label in the sense of RFC 1123, whatever its length. */
export const isDnsLabel = (name: string): boolean => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);

/** `dev-us-west-2`: the cluster, its folder of manifests, its VPC. */
export const clusterName = (environment: string, region: string): string => `${environment}-${region}`;

/** `gift-service` as PostgreSQL and variables write it: `gift_service`. */
export const snake = (name: string): string => name.replaceAll('-', '_');

/** `gift-service` as an environment variable: `GIFT_SERVICE`. */
export const screamingSnake = (name: string): string => snake(name).toUpperCase();

/** The image of a service in the registry that is replicated to the cluster's region. */
export const imageRepository = (registryAccount: string, region: string, service: string): string =>
  `${registryAccount}.dkr.ecr.${region}.amazonaws.com/${service}`;

/** The secret in Secrets Manager of one service: `platform/dev/gift-service/database`. */
export const secretPath = (organisation: string, environment: string, service: string, secret: string): string =>
  `${organisation}/${environment}/${service}/${secret}`;

/** The secret with the address of the environment's event stream, shared by all services. */
export const streamSecretPath = (organisation: string, environment: string): string => `${organisation}/${environment}/stream`;

/** The cluster of brokers with the environment's event stream. */
export const streamCluster = (environment: string): string => environment;

/** The login of a service to the environment's cache. AWS allows 40 characters. */
export const cacheUser = (environment: string, service: string): string => `${environment}-${service}`;

/** The alias of the key that encrypts one kind of data of a cluster: `data`, `secrets`, `logs`, `kubernetes`. */
export const keyAlias = (cluster: string, purpose: string): string => `alias/${cluster}/${purpose}`;

/** The queue that takes what a queue's readers could not handle. */
export const deadLetterQueue = (queue: string): string => `${queue}-dead`;

/** The tag of a secret that names the keys of its JSON, so that one without a value says what belongs into it. */
export const secretKeysTag = 'keys';

/**
 * Where the Pod Identity agent of each node gives out AWS credentials.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
export const podIdentityAgent: Cidr = '169.254.170.23/32';

/** A queue of a service. AWS allows 80 characters. */
export const queueName = (environment: string, service: string, queue: string): string => `${environment}-${service}-${queue}`;

/** The address of a queue, which SQS forms from region, account and name. */
export const queueUrl = ({ region, account }: Located, name: string): string => `https://sqs.${region}.amazonaws.com/${account}/${name}`;

/** A bucket of a service; the account makes it unique in the world. AWS allows 63 characters. */
export const bucketName = ({ name, account }: Located, service: string, bucket: string): string =>
  `${name}-${service}-${bucket}-${account}`;

/** The bucket with a line for each request to the buckets of a cluster; one part shorter than theirs, so none of them can have its name. */
export const accessLogBucket = ({ name, account }: Located): string => `${name}-logs-${account}`;

/** Where browsers get the web application of an environment, whose API is at `api.<domain>`. */
export const webOrigin = (domain: string): string => `https://${domain}`;

/** The IAM role that a service account's pods assume by Pod Identity. AWS allows 64 characters. */
export const roleName = (cluster: string, namespace: string, serviceAccount: string): string => `${cluster}-${namespace}-${serviceAccount}`;

/** A service's address inside the cluster. */
export const serviceUrl = (service: string, namespace: string, port: number): string =>
  `http://${service}.${namespace}.svc.cluster.local:${port}`;

/** Addresses that Kubernetes gives to Services, the same on every cluster and in no VPC. */
export const serviceRange: Cidr = '172.20.0.0/16';

/** Where pods find the API server: always the first address of the range. */
export const kubernetesApi: Cidr = '172.20.0.1/32';

/** The subnets of a VPC, one range a zone. */
export interface Subnets {
  /** Nodes and pods: 16,384 addresses each. */
  readonly pods: readonly Cidr[];
  /** Load balancers and NAT gateways. */
  readonly public: readonly Cidr[];
  /** Databases, caches, streams: no way out. */
  readonly stores: readonly Cidr[];
  /** Interface endpoints of AWS services. */
  readonly endpoints: readonly Cidr[];
  /** The network interfaces of the Kubernetes control plane. */
  readonly controlPlane: readonly Cidr[];
}

/**
 * Cuts a /16 into subnets: three quarters for pods, the last quarter for the rest. Network policies name these ranges and the network
 * stack creates them, so neither side has to look them up.
 */
export const subnets = (vpc: Cidr, zones: number): Subnets => {
  const [a, b] = vpc.split('.');
  const cut = (third: number, step: number, bits: number): Cidr[] =>
    Array.from({ length: zones }, (_, zone) => `${a}.${b}.${third + zone * step}.0/${bits}` as Cidr);
  return {
    pods: cut(0, 64, 18),
    public: cut(192, 4, 22),
    stores: cut(208, 4, 22),
    endpoints: cut(224, 1, 24),
    controlPlane: cut(232, 1, 24),
  };
};
