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

/** The pods of a service that only work off events and queues, their Service, budget and scaler. */
export const workerName = (service: string): string => `${service}-worker`;

/** A task of a service. */
export const taskName = (service: string, task: string): string => `${service}-${task}`;

/** The network policy of all tasks of a service. */
export const tasksName = (service: string): string => `${service}-tasks`;

/** The Service by which the pods of a store find each other, one by one. */
export const peersName = (service: string): string => `${service}-peers`;

/** Longest name of a service or component: the longest name that is derived from it must still be a DNS label of 63. */
export const longestName = 63 - migrationName('').length;

/** Where a resource belongs, what keeps it, and whom to ask: tags of everything that is made in AWS for the platform. */
export const ownTags = (environment: string, platformTeam: string): Readonly<Record<string, string>> => ({
  environment,
  'managed-by': 'platform',
  owner: platformTeam,
});

/** Whether a text is a DNS label in the sense of RFC 1123, whatever its length. */
export const isDnsLabel = (name: string): boolean => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name);

/** `dev-us-west-2`: the cluster, its folder of manifests, its VPC. */
export const clusterName = (environment: string, region: string): string => `${environment}-${region}`;

/** The cluster as AWS knows it, and an Argo CD that AWS runs. */
export const clusterArn = (environment: { readonly name: string; readonly account: string }, region: string): string =>
  `arn:aws:eks:${region}:${environment.account}:cluster/${clusterName(environment.name, region)}`;

/** Where an Argo CD finds the cluster that it runs on. */
export const ownCluster = 'https://kubernetes.default.svc';

/** `gift-service` as PostgreSQL and variables write it: `gift_service`. */
export const snake = (name: string): string => name.replaceAll('-', '_');

/** The login of the administrator of an environment's PostgreSQL, which is nobody's database. */
export const databaseAdministrator = 'platform_admin';

/** `gift-service` as an environment variable: `GIFT_SERVICE`. */
export const screamingSnake = (name: string): string => snake(name).toUpperCase();

/** The image of a service in the registry that is replicated to the cluster's region. */
export const imageRepository = (registryAccount: string, region: string, service: string): string =>
  `${registryAccount}.dkr.ecr.${region}.amazonaws.com/${service}`;

/** The secret in Secrets Manager of one service: `platform/dev/gift-service/database`. */
export const secretPath = (organisation: string, environment: string, service: string, secret: string): string =>
  `${organisation}/${environment}/${service}/${secret}`;

/** The CSI driver that puts secrets into folders of pods. @see https://secrets-store-csi-driver.sigs.k8s.io/ */
export const secretsDriver = 'secrets-store.csi.k8s.io';

/** The folder in which the issuer of tokens finds the secret of each service that calls others, in a file of the service's name. */
export const clientSecrets = 'clients';

/** A secret that lives while a rotated login is tried; no service has a name with a dot. */
export const rotationTestPath = (organisation: string, environment: string, test: string): string =>
  `${organisation}/${environment}/rotation.test/${test}`;

/** The secret with the address of the environment's event stream, shared by all services. */
export const streamSecretPath = (organisation: string, environment: string): string => `${organisation}/${environment}/stream`;

/** The secret with the address of the environment's OpenSearch, shared by all services. */
export const searchSecretPath = (organisation: string, environment: string): string => `${organisation}/${environment}/search`;

/** What the names of a service's indices begin with. */
export const searchIndexPrefix = (service: string): string => `${service}-`;

/** The domain of the environment's OpenSearch. AWS allows 28 characters. */
export const searchDomain = (environment: string): string => environment;

/** The DocumentDB of an environment in the region of a cluster. Names of clusters are their account's, whatever the region. */
export const documentsCluster = (cluster: string): string => `${cluster}-documents`;

/** The documents of an environment over all of its regions, as DocumentDB names them. */
export const globalDocuments = (environment: string): string => `${environment}-documents`;

/** The secret of who may make users of the environment's DocumentDB. It does not begin like those that clusters may read. */
export const documentsAdminPath = (organisation: string, environment: string): string => `${organisation}-admin/${environment}/documents`;

/** The secret with the address of the environment's DocumentDB in one region, shared by all services there. */
export const documentsAddressPath = (organisation: string, environment: string): string => `${organisation}/${environment}/documents`;

/**
 * The secret with the address of the environment's database in one region, shared by all services there. Logins are the same in every region;
 * where they lead is not.
 */
export const databaseAddressPath = (organisation: string, environment: string): string => `${organisation}/${environment}/database`;

/** The secret of who may make roles in the database. It does not begin like those that clusters may read. */
export const databaseAdminPath = (organisation: string, environment: string): string => `${organisation}-admin/${environment}/database`;

/** The database of an environment over all of its regions, as RDS names it. */
export const globalDatabase = (environment: string): string => environment;

/** The cluster of brokers with the environment's event stream. */
export const streamCluster = (environment: string): string => environment;

/** The login of a service to the environment's cache. AWS allows 40 characters. */
export const cacheUser = (environment: string, service: string): string => `${environment}-${service}`;

/** The alias of the key that encrypts one kind of data of a cluster: `data`, `secrets`, `logs`, `kubernetes`. */
export const keyAlias = (cluster: string, purpose: string): string => `alias/${cluster}/${purpose}`;

/** What the alias of a component's own key says: `vault/unseal`. No component has a name with a slash, so no two keys are the same. */
export const componentKey = (component: string, key: string): string => `${component}/${key}`;

/** The topic of a region that alarms, findings and news about spending come to. */
export const alarmsTopic = (cluster: string): string => `${cluster}-alarms`;

/** The bucket with the trail of what was done in an account and, where they are recorded, with the states of its resources. */
export const auditBucket = ({ name, account }: Located): string => `${name}-audit-${account}`;

/** The vault with the backups of a region, and with copies of those of the active one. */
export const backupVault = (cluster: string): string => `${cluster}-backups`;

/** The tag by which a backup plan finds what it copies: `backup: daily`. */
export const backupTag = { key: 'backup', value: 'daily' } as const;

/** The role that one kind of workflow assumes in an account: `pipeline-dev-deploy`. */
export const pipelineRole = (environment: string, workflow: string): string => `pipeline-${environment}-${workflow}`;

/** `organisation/repository` of an address at GitHub; none of any other. */
export const githubRepository = (address: string): string | undefined =>
  /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(\.git)?\/?$/.exec(address)?.[1];

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

/** Where AWS keeps what is the same in the whole world: CloudFront's certificates and firewalls, and logs of the questions to a zone. */
export const worldRegion = 'us-east-1';

/**
 * The load balancer of a gateway and the targets behind it, made by a stack; the cluster puts its pods into them by this name. AWS allows 32
 * characters, and keeps a beginning for itself that an environment might have.
 */
export const gatewayTargets = (environment: string): string => `gateway-${environment}`;

/** The list of addresses from which CloudFront asks its origins, kept by AWS. */
export const cloudFrontList = 'com.amazonaws.global.cloudfront.origin-facing';

/** The tag of load balancers and targets that the controller of a cluster may change. */
export const loadBalancerTag = 'elbv2.k8s.aws/cluster';

/** Where CloudFront finds the gateway. */
export const originHost = (domain: string): string => `origin.${domain}`;

/** The alarm of a region whose gateway has no healthy pod. */
export const gatewayAlarm = (cluster: string): string => `${cluster}-gateway-without-pods`;

/** Where browsers get the web application of an environment, whose API is at `api.<domain>`. */
export const webOrigin = (domain: string): string => `https://${domain}`;

/** The variables that lead a service to what sends its messages to people. */
export const sendingVariables = { email: 'MAIL_URL', sms: 'SMS_URL' } as const;

/** Who an environment's mail to people is from. */
export const mailSender = (domain: string): string => `no-reply@${domain}`;

/** The rules by which Amazon SES sends an environment's mail from one region. AWS allows 64 characters. */
export const mailRules = (cluster: string): string => `${cluster}-mail`;

/** Where mail of a service goes to be sent: `ses://us-west-2?from=no-reply@example.org`. */
export const mailUrl = (region: string, domain: string): string => `ses://${region}?from=${mailSender(domain)}`;

/** Where text messages of a service go to be sent. */
export const textMessageUrl = (region: string): string => `sns://${region}`;

/** The IAM role that a service account's pods assume by Pod Identity. AWS allows 64 characters. */
export const roleName = (cluster: string, namespace: string, serviceAccount: string): string => `${cluster}-${namespace}-${serviceAccount}`;

/** A service's host name inside the cluster. */
export const serviceHost = (service: string, namespace: string): string => `${service}.${namespace}.svc.cluster.local`;

/** A service's address inside the cluster. */
export const serviceUrl = (service: string, namespace: string, port: number): string => `http://${serviceHost(service, namespace)}:${port}`;

/** Addresses that Kubernetes gives to Services, the same on every cluster and in no VPC. */
export const serviceRange: Cidr = '172.20.0.0/16';

/** Where pods find the API server: always the first address of the range. */
export const kubernetesApi: Cidr = '172.20.0.1/32';

/** The label of every node that says what it is for: the name of its pool, or `system`. */
export const nodeRoleLabel = 'node-role';

/** What nodes are for that the platform's own components run on, in the label `node-role`. */
export const systemNodes = 'system';

/** The IAM role of nodes that are made for pods. AWS allows 64 characters. */
export const nodeRole = (cluster: string): string => roleName(cluster, 'nodes', 'pools');

/** The queue with news of nodes that AWS is about to take back. */
export const interruptionQueue = (cluster: string): string => `${cluster}-interruptions`;

/** The tag of the subnets in which nodes of a cluster may be started, with the cluster's name. */
export const nodeSubnetTag = 'karpenter.sh/discovery';

/** The tag that EKS puts on the security group which it makes for a cluster, with the cluster's name. Nobody else can set it. */
export const clusterGroupTag = 'aws:eks:cluster-name';

/**
 * Tags that EKS puts on the Auto Scaling group behind each managed node group, by which an autoscaler finds those of its cluster.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
 */
export const nodeGroupTags = (cluster: string): string[] => ['k8s.io/cluster-autoscaler/enabled', `k8s.io/cluster-autoscaler/${cluster}`];

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
