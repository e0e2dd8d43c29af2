import { Fn, type Stage, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { type Cluster, names, type Platform } from '#model';
import { closedEgress } from './closed-egress';
import { FlowLogs } from './flow-logs';
import type { KeysStack } from './keys-stack';
import { PlatformStack } from './platform-stack';

/** The kinds of subnets, with the tag by which the load balancer controller finds its own. */
const kinds: Readonly<Record<keyof names.Subnets, { readonly tags: Readonly<Record<string, string>> }>> = {
  pods: { tags: { 'kubernetes.io/role/internal-elb': '1' } },
  public: { tags: { 'kubernetes.io/role/elb': '1' } },
  stores: { tags: {} },
  endpoints: { tags: {} },
  controlPlane: { tags: {} },
};

/**
 * The VPC with the ranges that network policies name. Pods go out through NAT, one a zone where customers are served and otherwise one;
 * stores, endpoints and the control plane have no way out.
 */
export class NetworkStack extends PlatformStack {
  readonly vpcId: string;
  readonly subnetIds: Readonly<Record<keyof names.Subnets, readonly string[]>>;
  /** Where pods send what is not for the VPC, one table a zone. */
  readonly podRouteTables: readonly string[];

  constructor(stage: Stage, platform: Platform, cluster: Cluster, keys: KeysStack) {
    super(stage, 'network', cluster, `VPC of ${cluster.name}: subnets, ways out, private ways to AWS`);
    const vpc = new ec2.CfnVPC(this, 'vpc', { cidrBlock: cluster.cidr, enableDnsHostnames: true, enableDnsSupport: true });
    // The load balancer controller finds the VPC by this tag.
    Tags.of(vpc).add('Name', cluster.name);
    this.vpcId = vpc.attrVpcId;
    const ids = (kind: keyof names.Subnets): string[] => this.subnetsOf(kind).map(({ attrSubnetId }) => attrSubnetId);
    this.subnetIds = {
      pods: ids('pods'),
      public: ids('public'),
      stores: ids('stores'),
      endpoints: ids('endpoints'),
      controlPlane: ids('controlPlane'),
    };
    this.podRouteTables = this.connect();
    this.reachAws(platform);
    new FlowLogs(this, 'flow-logs', { cluster, vpcId: this.vpcId, key: keys.logs, provision: this.provision });
  }

  private subnetsOf(kind: keyof names.Subnets): ec2.CfnSubnet[] {
    const { cluster } = this;
    return cluster.subnets[kind].map((cidrBlock, index) => {
      const zone = cluster.zones[index];
      const subnet = new ec2.CfnSubnet(this, `${kind}-${zone}`, {
        vpcId: this.vpcId,
        cidrBlock,
        availabilityZone: `${cluster.region}${zone}`,
        mapPublicIpOnLaunch: false,
      });
      const forNodes = kind === 'pods' && cluster.nodeScaling === 'pools' ? { [names.nodeSubnetTag]: cluster.name } : {};
      for (const [key, value] of Object.entries({ Name: `${cluster.name}-${kind}-${zone}`, ...kinds[kind].tags, ...forNodes }))
        Tags.of(subnet).add(key, value);
      return subnet;
    });
  }

  /** Routes: public subnets to the internet, pods to NAT, the rest nowhere. */
  private connect(): string[] {
    const { vpcId, cluster } = this;
    const internet = new ec2.CfnInternetGateway(this, 'internet');
    const attached = new ec2.CfnVPCGatewayAttachment(this, 'attachment', { vpcId, internetGatewayId: internet.attrInternetGatewayId });
    const anywhere = '0.0.0.0/0';
    const table = (name: string, subnetIds: readonly string[]): ec2.CfnRouteTable => {
      const made = new ec2.CfnRouteTable(this, `${name}-routes`, { vpcId });
      Tags.of(made).add('Name', `${cluster.name}-${name}`);
      for (const [index, subnetId] of subnetIds.entries())
        new ec2.CfnSubnetRouteTableAssociation(this, `${name}-routes-${index}`, { subnetId, routeTableId: made.attrRouteTableId });
      return made;
    };
    const open = table('public', this.subnetIds.public);
    const way = new ec2.CfnRoute(this, 'to-internet', {
      routeTableId: open.attrRouteTableId,
      destinationCidrBlock: anywhere,
      gatewayId: internet.attrInternetGatewayId,
    });
    way.addResourceDependency(attached);
    const gateways = this.subnetIds.public.slice(0, this.provision.everyZone ? undefined : 1).map((subnetId, index) => {
      const address = new ec2.CfnEIP(this, `nat-address-${index}`, { domain: 'vpc' });
      address.addResourceDependency(attached);
      const nat = new ec2.CfnNatGateway(this, `nat-${index}`, { subnetId, allocationId: address.attrAllocationId });
      nat.addResourceDependency(way);
      return nat;
    });
    const outward = this.subnetIds.pods.map((subnetId, index) => {
      const routes = table(`pods-${cluster.zones[index]}`, [subnetId]);
      new ec2.CfnRoute(this, `pods-${index}-to-nat`, {
        routeTableId: routes.attrRouteTableId,
        destinationCidrBlock: anywhere,
        natGatewayId: gateways[index % gateways.length]?.attrNatGatewayId ?? '',
      });
      return routes.attrRouteTableId;
    });
    table('closed', [...this.subnetIds.stores, ...this.subnetIds.endpoints, ...this.subnetIds.controlPlane]);
    // Layers of images come from S3; this way costs nothing.
    new ec2.CfnVPCEndpoint(this, 's3-gateway', {
      vpcId,
      serviceName: `com.amazonaws.${this.region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: outward,
    });
    return outward;
  }

  /** Private addresses of the AWS services that network policies let pods reach; where every zone has its own also of those that nodes need. */
  private reachAws({ services }: Platform): void {
    const { vpcId, cluster, region } = this;
    const group = new ec2.CfnSecurityGroup(this, 'endpoints-group', {
      vpcId,
      groupDescription: 'Interface endpoints: TLS from the VPC',
      securityGroupIngress: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: cluster.cidr, description: 'TLS from the VPC' }],
      securityGroupEgress: closedEgress,
    });
    const subnetIds = this.subnetIds.endpoints.slice(0, this.provision.everyZone ? undefined : 1);
    const forPods = [
      'secretsmanager',
      ...(services.some(({ queues }) => queues?.length) ? ['sqs'] : []),
      ...(services.some(({ buckets }) => buckets?.length) ? ['s3'] : []),
      ...(services.some(({ sends }) => sends?.includes('email')) ? ['email'] : []),
      ...(services.some(({ sends }) => sends?.includes('sms')) ? ['sns'] : []),
    ];
    for (const service of [...forPods, ...(this.provision.everyZone ? forNodes : [])])
      new ec2.CfnVPCEndpoint(this, `endpoint-${service}`, {
        vpcId,
        serviceName: Fn.join('.', ['com.amazonaws', region, service]),
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds: [...subnetIds],
        securityGroupIds: [group.attrGroupId],
      });
  }
}

/** What nodes and the platform's controllers ask; elsewhere they ask through NAT, which is cheaper for little traffic. */
const forNodes = ['ec2', 'ecr.api', 'ecr.dkr', 'eks', 'eks-auth', 'elasticloadbalancing', 'kms', 'logs', 'sts'];
