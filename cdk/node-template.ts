import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acceptManaged } from './acknowledged';
import type { PlatformStack } from './platform-stack';

/** What the nodes of a group are made from. */
export interface NodeTemplateProps {
  /** Last part of the name of each node: `<cluster>-<name>`. */
  readonly name: string;
  /** Disks by the names that the image gives them. */
  readonly disks: readonly { readonly device: string; readonly gib: number }[];
}

/** Nodes whose credentials pods cannot ask for, with encrypted disks and the tags of their stack. */
export const nodeTemplate = (stack: PlatformStack, id: string, { name, disks }: NodeTemplateProps): ec2.CfnLaunchTemplate => {
  const tags = [{ key: 'Name', value: `${stack.cluster.name}-${name}` }, ...stack.ownTags];
  return new ec2.CfnLaunchTemplate(stack, id, {
    launchTemplateData: {
      // One hop: pods cannot ask for the node's credentials.
      metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      blockDeviceMappings: disks.map(({ device: deviceName, gib: volumeSize }) => ({
        deviceName,
        ebs: { volumeType: 'gp3', volumeSize, encrypted: true, deleteOnTermination: true },
      })),
      tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({ resourceType, tags })),
    },
    tagSpecifications: [{ resourceType: 'launch-template', tags }],
  });
};

/**
 * What a node itself may do in AWS: join the cluster, pull images, and be reached by Systems Manager. Its pods have roles of their own.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
 */
export const nodeRole = (scope: Construct, id: string, roleName: string): iam.Role => {
  const role = new iam.Role(scope, id, {
    roleName,
    assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
    managedPolicies: policies.map((policy) => iam.ManagedPolicy.fromAwsManagedPolicyName(policy)),
  });
  acceptManaged(role, policies, 'What a node of EKS needs changes with its software; AWS keeps these policies in step.');
  return role;
};

const policies = ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonSSMManagedInstanceCore'];
