import type { Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { type Cluster, clusterAddons, names, type Platform } from '#model';
import { acceptManaged } from './acknowledged';
import { encryptedLog } from './encrypted-log';
import { grant } from './grant';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import { nodeRole, nodeTemplate } from './node-template';
import { PlatformStack } from './platform-stack';
import { podRole } from './pod-role';

/**
 * The cluster: a private endpoint, secrets encrypted by a key of ours, every control-plane log, people by access entries, and the nodes that
 * the platform's own components run on.
 * @see https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_eks_v2-readme.html
 */
export class ClusterStack extends PlatformStack {
  constructor(stage: Stage, platform: Platform, cluster: Cluster, { network, keys }: { network: NetworkStack; keys: KeysStack }) {
    super(stage, 'cluster', cluster, `EKS cluster ${cluster.name} with its add-ons and system nodes`);
    const vpc = ec2.Vpc.fromVpcAttributes(this, 'vpc', {
      vpcId: network.vpcId,
      availabilityZones: cluster.zones.map((zone) => `${cluster.region}${zone}`),
      privateSubnetIds: [...network.subnetIds.pods],
    });
    const log = encryptedLog(this, 'control-plane-log', {
      name: `/aws/eks/${cluster.name}/cluster`,
      key: keys.logs,
      provision: this.provision,
    });
    // For rules of ours, of which there are none; EKS has a group of its own for nodes and control plane.
    const group = new ec2.SecurityGroup(this, 'control-plane-group', {
      vpc,
      description: 'Control plane: nothing beside the rules of EKS',
      allowAllOutbound: false,
    });
    group.applyRemovalPolicy(this.provision.removalPolicy);
    const made = new eks.Cluster(this, 'cluster', {
      clusterName: cluster.name,
      version: eks.KubernetesVersion.of(cluster.kubernetes),
      vpc,
      vpcSubnets: [
        {
          subnets: network.subnetIds.controlPlane.map((subnetId, index) =>
            ec2.Subnet.fromSubnetAttributes(this, `control-plane-${index}`, {
              subnetId,
              availabilityZone: vpc.availabilityZones[index] ?? '',
            }),
          ),
        },
      ],
      endpointAccess: eks.EndpointAccess.PRIVATE,
      serviceIpv4Cidr: names.serviceRange,
      securityGroup: group,
      secretsEncryptionKey: keys.kubernetes,
      clusterLogging: Object.values(eks.ClusterLoggingTypes),
      defaultCapacityType: eks.DefaultCapacityType.NODEGROUP,
      defaultCapacity: 0,
      // Who creates the cluster is no longer its ruler; only access entries are.
      bootstrapClusterCreatorAdminPermissions: false,
      bootstrapSelfManagedAddons: false,
      outputConfigCommand: false,
    });
    made.node.addDependency(log);
    const resource = made.node.defaultChild as eks.CfnCluster;
    // Of the cluster alone: nodes that are replaced must go.
    resource.applyRemovalPolicy(this.provision.removalPolicy);
    resource.deletionProtection = this.provision.protected;
    // Extended support costs six times as much an hour; only where customers are served is that better than to be upgraded unasked.
    resource.upgradePolicy = { supportType: this.provision.protected ? 'EXTENDED' : 'STANDARD' };
    acceptManaged(made, ['AmazonEKSClusterPolicy'], 'EKS asks for this policy by name.');
    const nodes = this.nodes(made);
    this.addons(made, nodes);
    this.people(made, platform);
  }

  private nodes(made: eks.Cluster): eks.Nodegroup {
    const { cluster, provision } = this;
    const template = nodeTemplate(this, 'node-template', { name: names.systemNodes, disks: [{ device: '/dev/xvda', gib: 60 }] });
    return made.addNodegroupCapacity('system', {
      nodeRole: nodeRole(this, 'node-role', names.roleName(cluster.name, 'nodes', 'system')),
      // No taint: components find their way here because services do not, and may go to other nodes when these are full.
      labels: { [names.nodeRoleLabel]: names.systemNodes },
      amiType: eks.NodegroupAmiType.AL2023_X86_64_STANDARD,
      instanceTypes: [new ec2.InstanceType(provision.nodes.type)],
      minSize: provision.nodes.least,
      desiredSize: provision.nodes.least,
      maxSize: provision.nodes.most,
      maxUnavailable: 1,
      // A disruption budget that does not give way stops an update; a person decides.
      forceUpdate: false,
      enableNodeAutoRepair: true,
      launchTemplateSpec: { id: template.ref, version: template.attrLatestVersionNumber },
    });
  }

  /** Networking comes before the nodes, which are not ready without it; what runs as pods after them. */
  private addons(made: eks.Cluster, nodes: eks.Nodegroup): void {
    const { cluster } = this;
    for (const { name, beforeNodes, configuration, identity } of clusterAddons) {
      const role =
        identity &&
        podRole(this, `${name}-role`, {
          cluster,
          namespace: 'kube-system',
          serviceAccount: identity.serviceAccount,
          managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName(identity.managedPolicy)],
        });
      if (role && identity) acceptManaged(role, [identity.managedPolicy], `${name} is kept by AWS, and so is what it needs.`);
      if (role) grant(role, identity?.statements?.(cluster) ?? [], cluster);
      const addon = new eks.CfnAddon(this, name, {
        addonName: name,
        clusterName: made.clusterName,
        resolveConflicts: 'OVERWRITE',
        ...(configuration && { configurationValues: JSON.stringify(configuration(cluster)) }),
        ...(role && identity && { podIdentityAssociations: [{ roleArn: role.roleArn, serviceAccount: identity.serviceAccount }] }),
      });
      if (beforeNodes) nodes.node.addDependency(addon);
      else addon.node.addDependency(nodes);
    }
  }

  /** The platform team rules; every other team gets the group that its namespaces name. Roles are assumed by who carries the team's tag. */
  private people(made: eks.Cluster, { teams }: Platform): void {
    const { cluster } = this;
    for (const { name, github } of teams) {
      const rules = name === cluster.organisation.platformTeam;
      const role = new iam.Role(this, `team-${name}`, {
        roleName: names.roleName(cluster.name, 'team', name),
        description: `People of team ${name} on ${cluster.name}`,
        assumedBy: new iam.PrincipalWithConditions(new iam.AccountRootPrincipal(), { StringEquals: { 'aws:PrincipalTag/team': name } }),
      });
      role.addToPolicy(new iam.PolicyStatement({ actions: ['eks:DescribeCluster'], resources: [made.clusterArn] }));
      new eks.CfnAccessEntry(this, `access-${name}`, {
        clusterName: made.clusterName,
        principalArn: role.roleArn,
        kubernetesGroups: [github],
        ...(rules && { accessPolicies: [{ policyArn: clusterAdmin, accessScope: { type: 'cluster' } }] }),
      });
    }
  }
}

const clusterAdmin = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
