import { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { accept, acceptUnscoped } from './acknowledged';
import { encryptedLog } from './encrypted-log';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import type { PlatformStack } from './platform-stack';
import { prefixList } from './prefix-list';

/** Where functions work. */
export interface InsideProps {
  readonly network: NetworkStack;
  readonly keys: KeysStack;
  /** What their logs begin with: `documents`. */
  readonly concern: string;
  /** Ports of stores that they reach. */
  readonly ports: readonly number[];
}

/** A function, and how it is given rights. */
export interface FunctionInside {
  readonly function: lambda.Function;
  readonly role: iam.Role;
  readonly allow: (actions: string[], resources: string[], conditions?: object) => void;
}

/**
 * Functions that reach stores as pods do, from the subnets of pods. They get no further than those, the endpoints of AWS, and S3, where
 * CloudFormation waits for their answer.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export const functionsInside = (stack: PlatformStack, { network, keys, concern, ports }: InsideProps) => {
  const { cluster, provision } = stack;
  const { stores, endpoints } = cluster.subnets;
  const to = (cidrIp: string, port: number, description: string) => ({
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
    cidrIp,
    description,
  });
  const s3 = prefixList(stack, `com.amazonaws.${cluster.region}.s3`, keys, `${concern}-prefix-list`);
  const { attrGroupId } = new CfnSecurityGroup(stack, 'functions-group', {
    vpcId: network.vpcId,
    groupDescription: 'Functions: to stores, AWS and the answer to CloudFormation',
    securityGroupEgress: [
      ...ports.flatMap((port) => stores.map((range) => to(range, port, 'Stores'))),
      ...endpoints.map((range) => to(range, 443, 'Endpoints of AWS')),
      { ipProtocol: 'tcp', fromPort: 443, toPort: 443, destinationPrefixListId: s3, description: 'S3' },
    ],
  });
  return (id: string, props: Omit<lambda.FunctionProps, 'role' | 'logGroup'>): FunctionInside => {
    const log = encryptedLog(stack, `${id}-log`, { name: `/platform/${cluster.name}/${concern}-${id}`, key: keys.logs, provision });
    const role = new iam.Role(stack, `${id}-role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const allow: FunctionInside['allow'] = (actions, resources, conditions) =>
      void role.addToPolicy(new iam.PolicyStatement({ actions, resources, ...(conditions && { conditions }) }));
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [log.logGroupArn]);
    letIn(role, allow, { cluster, network, attrGroupId });
    const made = new lambda.Function(stack, id, { ...props, role, logGroup: log });
    // The construct of the CDK would add a policy that lets it into every network of the account.
    (made.node.defaultChild as lambda.CfnFunction).vpcConfig = {
      subnetIds: [...network.subnetIds.pods],
      securityGroupIds: [attrGroupId],
      ipv6AllowedForDualStack: false,
    };
    made.node.addDependency(role);
    return { function: made, role, allow };
  };
};

/** Lambda makes network interfaces in these subnets, with this group, as the function's role. */
const letIn = (
  role: iam.Role,
  allow: FunctionInside['allow'],
  { cluster, network, attrGroupId }: Pick<PlatformStack, 'cluster'> & { readonly network: NetworkStack; readonly attrGroupId: string },
): void => {
  const arn = (path: string): string => `arn:aws:ec2:${cluster.region}:${cluster.account}:${path}`;
  const made = arn('network-interface/*');
  const subnets = network.subnetIds.pods.map((id) => arn(`subnet/${id}`));
  allow(['ec2:CreateNetworkInterface'], [made, ...subnets, arn(`security-group/${attrGroupId}`)]);
  allow(['ec2:AssignPrivateIpAddresses', 'ec2:DeleteNetworkInterface', 'ec2:UnassignPrivateIpAddresses'], [made]);
  allow(['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], ['*']);
  accept(
    role,
    `IAM5[Resource::${made}]`,
    'Interfaces have ids that EC2 gives; Lambda lets no function in whose role names but some of them.',
  );
  acceptUnscoped(role);
};
