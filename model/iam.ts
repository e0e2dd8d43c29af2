/**
 * What AWS lets a pod do. Statements name resources by kind and derived name; account and region are filled in where the role is made,
 * so a definition never holds an ARN.
 */

/** A resource of one AWS service in the cluster's own account: `arn:aws:<service>:<region>:<account>:<path>`. */
export interface Resource {
  readonly service: string;
  readonly path: string;
  /**
   * `none` where the ARN carries no region or account, as with Route 53 and S3; `public` where AWS owns it, in one region and no account; `any`
   * where all accounts and regions are meant, as when something is denied.
   */
  readonly scope: 'region' | 'account' | 'public' | 'none' | 'any';
}

/** Conditions as IAM writes them: operator, key, value. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/**
 * Actions for which AWS accepts no resource but `*`. Anything else must name its resources. Widening this type needs
 * the row of the Service Authorization Reference that says so; the tests hold it against that.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export type UnscopableAction =
  | `autoscaling:Describe${string}`
  | 'ec2:DescribeAccountAttributes'
  | 'ec2:DescribeAddresses'
  | 'ec2:DescribeAvailabilityZones'
  | 'ec2:DescribeCapacityReservations'
  | 'ec2:DescribeImages'
  | 'ec2:DescribeInstanceStatus'
  | 'ec2:DescribeInstanceTypeOfferings'
  | 'ec2:DescribeInstanceTypes'
  | 'ec2:DescribeInstances'
  | 'ec2:DescribeInternetGateways'
  | 'ec2:DescribeLaunchTemplateVersions'
  | 'ec2:DescribeLaunchTemplates'
  | 'ec2:DescribeNetworkInterfaces'
  | 'ec2:DescribePlacementGroups'
  | 'ec2:DescribeRouteTables'
  | 'ec2:DescribeSecurityGroups'
  | 'ec2:DescribeSpotPriceHistory'
  | 'ec2:DescribeSubnets'
  | 'ec2:DescribeTags'
  | 'ec2:DescribeVpcs'
  | 'ec2:GetInstanceTypesFromInstanceRequirements'
  | `elasticloadbalancing:Describe${string}`
  | 'iam:ListInstanceProfiles'
  | 'pricing:GetProducts'
  | 'route53:ListHostedZones'
  | 'route53:ListHostedZonesByName';

/** One statement of a policy. */
export interface Statement {
  /** `Deny` takes something back from a statement that cannot be narrower. @default 'Allow' */
  readonly effect?: 'Deny';
  readonly actions: readonly string[];
  /** Empty for actions that AWS cannot scope. */
  readonly resources: readonly Resource[];
  readonly conditions?: Conditions;
}

/** Allows actions on named resources. */
export const allow = (actions: readonly string[], resources: Resource | readonly Resource[], conditions?: Conditions): Statement => ({
  actions,
  resources: Array.isArray(resources) ? resources : [resources as Resource],
  ...(conditions && { conditions }),
});

/** Allows actions that AWS cannot scope. */
export const allowUnscoped = (actions: readonly UnscopableAction[], conditions?: Conditions): Statement => ({
  actions,
  resources: [],
  ...(conditions && { conditions }),
});

/** Secrets of Secrets Manager below a path: `secret('platform/*')`. */
export const secret = (path: string): Resource => ({ service: 'secretsmanager', path: `secret:${path}`, scope: 'region' });

/** One secret of Secrets Manager by its path; AWS adds a hyphen and six characters that nobody knows before. */
export const oneSecret = (path: string): Resource => secret(`${path}-??????`);

/** A key of KMS: `kms('key/*')`, always with a condition that tells which; `allowKey` has one. */
export const kms = (path: string): Resource => ({ service: 'kms', path, scope: 'region' });

/** An object of EC2: `ec2('security-group/*')`. */
export const ec2 = (path: string): Resource => ({ service: 'ec2', path, scope: 'region' });

/** An image or a snapshot that AWS or somebody else offers to everybody: `publicEc2('image/*')`. */
export const publicEc2 = (path: string): Resource => ({ service: 'ec2', path, scope: 'public' });

/** A parameter that AWS publishes: `publicParameter('aws/service/eks/*')`. */
export const publicParameter = (path: string): Resource => ({ service: 'ssm', path: `parameter/${path}`, scope: 'public' });

/** An Auto Scaling group by the name that it has: `autoScalingGroup('eks-*')`. */
export const autoScalingGroup = (name: string): Resource => ({
  service: 'autoscaling',
  path: `autoScalingGroup:*:autoScalingGroupName/${name}`,
  scope: 'region',
});

/** An object of EKS: `eks('cluster/orders')`. */
export const eks = (path: string): Resource => ({ service: 'eks', path, scope: 'region' });

/** An object of IAM: `iam('role/waiter')`. */
export const iam = (path: string): Resource => ({ service: 'iam', path, scope: 'account' });

/** An object of Elastic Load Balancing: `loadBalancing('loadbalancer/net/*\/*')`. */
export const loadBalancing = (path: string): Resource => ({ service: 'elasticloadbalancing', path, scope: 'region' });

/** An object of Route 53: `route53('hostedzone/*')`. */
export const route53 = (path: string): Resource => ({ service: 'route53', path, scope: 'none' });

/** A service-linked role of IAM. */
export const serviceLinkedRole = (path: string): Resource => ({ service: 'iam', path: `role/aws-service-role/${path}`, scope: 'account' });

/** An object of MSK: `kafka('topic/orders-cluster/*\/orders')`. */
export const kafka = (path: string): Resource => ({ service: 'kafka', path, scope: 'region' });

/** An object of SES: `ses('identity/example.org')`. */
export const ses = (path: string): Resource => ({ service: 'ses', path, scope: 'region' });

/** A domain of OpenSearch, or with a slash what is asked of it: `es('domain/shop/orders-*')`. */
export const es = (path: string): Resource => ({ service: 'es', path, scope: 'region' });

/** A queue of SQS. */
export const sqs = (name: string): Resource => ({ service: 'sqs', path: name, scope: 'region' });

/** A bucket of S3, or with a slash and a pattern its objects. */
export const s3 = (path: string): Resource => ({ service: 's3', path, scope: 'none' });

/** A resource as IAM names it. */
export const arnOf = (
  { service, path, scope }: Resource,
  { region, account }: { readonly region: string; readonly account: string },
): string => {
  const places = { region: `${region}:${account}`, account: `:${account}`, public: `${region}:`, none: ':', any: '*:*' };
  return `arn:aws:${service}:${places[scope]}:${path}`;
};
