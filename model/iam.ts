/**
 * What AWS lets a pod do. Statements name resources by kind and derived name; account and region are filled in where the role is made,
 * so a definition never holds an ARN.
 */

/** A resource of one AWS service in the cluster's own account: `arn:aws:<service>:<region>:<account>:<path>`. */
export interface Resource {
  readonly service: string;
  readonly path: string;
  /** `none` where the ARN carries no region or account, as with Route 53 and S3. */
  readonly scope: 'region' | 'account' | 'none';
}

/** Conditions as IAM writes them: operator, key, value. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/**
 * Actions for which AWS accepts no resource but `*`. Anything else must name its resources. Widening this type needs
 * the row of the Service Authorization Reference that says so; the tests hold it against that.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export type UnscopableAction =
  | 'ec2:DescribeAccountAttributes'
  | 'ec2:DescribeAddresses'
  | 'ec2:DescribeAvailabilityZones'
  | 'ec2:DescribeInstances'
  | 'ec2:DescribeInternetGateways'
  | 'ec2:DescribeNetworkInterfaces'
  | 'ec2:DescribeRouteTables'
  | 'ec2:DescribeSecurityGroups'
  | 'ec2:DescribeSubnets'
  | 'ec2:DescribeTags'
  | 'ec2:DescribeVpcs'
  | `elasticloadbalancing:Describe${string}`
  | 'route53:ListHostedZones'
  | 'route53:ListHostedZonesByName';

/** One statement of a policy; there are only allowing ones. */
export interface Statement {
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

/** A key of KMS: `kms('key/*')`, always with a condition on the service that uses it. */
export const kms = (path: string): Resource => ({ service: 'kms', path, scope: 'region' });

/** An object of EC2: `ec2('security-group/*')`. */
export const ec2 = (path: string): Resource => ({ service: 'ec2', path, scope: 'region' });

/** An object of Elastic Load Balancing: `loadBalancing('loadbalancer/net/*\/*')`. */
export const loadBalancing = (path: string): Resource => ({ service: 'elasticloadbalancing', path, scope: 'region' });

/** An object of Route 53: `route53('hostedzone/*')`. */
export const route53 = (path: string): Resource => ({ service: 'route53', path, scope: 'none' });

/** A service-linked role of IAM. */
export const serviceLinkedRole = (path: string): Resource => ({ service: 'iam', path: `role/aws-service-role/${path}`, scope: 'account' });

/** An object of MSK: `kafka('topic/orders-cluster/*\/orders')`. */
export const kafka = (path: string): Resource => ({ service: 'kafka', path, scope: 'region' });

/** A queue of SQS. */
export const sqs = (name: string): Resource => ({ service: 'sqs', path: name, scope: 'region' });

/** A bucket of S3, or with a slash and a pattern its objects. */
export const s3 = (path: string): Resource => ({ service: 's3', path, scope: 'none' });

/** A resource as IAM names it. */
export const arnOf = (
  { service, path, scope }: Resource,
  { region, account }: { readonly region: string; readonly account: string },
): string => `arn:aws:${service}:${scope === 'region' ? region : ''}:${scope === 'none' ? '' : account}:${path}`;
