import { CrossStackReferences, ReferenceStrength, type Stage, Tags } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { type Cluster, names } from '#model';
import { accept } from './acknowledged';
import { publicCertificate } from './certificate';
import type { DnsStack } from './dns-stack';
import type { GovernanceStack } from './governance-stack';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import { PlatformStack } from './platform-stack';
import { prefixList } from './prefix-list';

const port = 443;

/** Where the gateway's pods listen for TLS. */
const podPort = 8443;

/** What a region's way in stands on. */
export interface GatewayPlace {
  readonly network: NetworkStack;
  readonly keys: KeysStack;
  readonly dns: DnsStack;
  readonly governance: GovernanceStack;
}

/**
 * The load balancer in front of a cluster's gateway. The cluster puts its pods into the targets, which it knows by name. Behind CloudFront
 * it lets CloudFront alone in and hands connections on as they are; elsewhere it lets everybody in and ends TLS with a certificate of its own.
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/
 */
export class GatewayStack extends PlatformStack {
  readonly loadBalancer: elb.CfnLoadBalancer;

  constructor(stage: Stage, cluster: Cluster, { network, keys, dns, governance }: GatewayPlace) {
    super(stage, 'gateway', cluster, `Load balancer in front of the gateway of ${cluster.name}`);
    const targets = this.targets(network);
    this.loadBalancer = this.balancer(network, this.door(network, keys));
    const loadBalancerArn = this.loadBalancer.ref;
    const defaultActions = [{ type: 'forward', targetGroupArn: targets.attrTargetGroupArn }];
    new elb.CfnListener(this, 'listener', {
      loadBalancerArn,
      port,
      defaultActions,
      ...(cluster.edge
        ? { protocol: 'TCP' }
        : {
            protocol: 'TLS',
            sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
            alpnPolicy: ['HTTP2Preferred'],
            certificates: [{ certificateArn: publicCertificate(this, cluster.apiHost, dns.zoneId).ref }],
          }),
    });
    this.alarm(targets, governance.alarmsTopicArn);
  }

  private door({ vpcId }: NetworkStack, keys: KeysStack): string {
    const { cluster } = this;
    const rule = { ipProtocol: 'tcp', fromPort: port, toPort: port };
    const group = new ec2.CfnSecurityGroup(this, 'door', {
      vpcId,
      groupDescription: `Way in to ${cluster.name}: TLS ${cluster.edge ? 'from CloudFront' : 'from anywhere'}`,
      securityGroupIngress: [
        cluster.edge
          ? // Counts as 55 of the 60 rules that a group may have.
            { ...rule, sourcePrefixListId: prefixList(this, names.cloudFrontList, keys), description: 'TLS from CloudFront' }
          : { ...rule, cidrIp: '0.0.0.0/0', description: 'TLS from anywhere' },
      ],
      securityGroupEgress: cluster.subnets.pods.map((cidrIp) => ({
        ...{ ipProtocol: 'tcp', fromPort: podPort, toPort: podPort, cidrIp },
        description: 'Pods of the gateway',
      })),
    });
    if (!cluster.edge) accept(group, 'EC23', 'It is the public way in; each caller is known by the services behind it.');
    return group.attrGroupId;
  }

  private balancer({ subnetIds }: NetworkStack, group: string): elb.CfnLoadBalancer {
    const { cluster, provision } = this;
    const made = new elb.CfnLoadBalancer(this, 'load-balancer', {
      name: names.gatewayTargets(cluster.environment.name),
      type: 'network',
      // Global Accelerator takes no internal one.
      scheme: 'internet-facing',
      ipAddressType: 'ipv4',
      subnets: [...subnetIds.public],
      securityGroups: [group],
      loadBalancerAttributes: [
        { key: 'deletion_protection.enabled', value: String(provision.protected) },
        { key: 'load_balancing.cross_zone.enabled', value: 'true' },
      ],
    });
    // Read from another region, for which a stronger tie would need a function in both.
    CrossStackReferences.of(made).produce(ReferenceStrength.WEAK);
    accept(made, 'ELB2', 'Connections are in the flow logs, and requests in those of CloudFront or of the gateway.');
    return made;
  }

  /** Pods that go are given the time that the gateway needs to answer what it has begun. */
  private targets({ vpcId }: NetworkStack): elb.CfnTargetGroup {
    const { cluster } = this;
    const made = new elb.CfnTargetGroup(this, 'targets', {
      name: names.gatewayTargets(cluster.environment.name),
      vpcId,
      targetType: 'ip',
      protocol: cluster.edge ? 'TCP' : 'TLS',
      port: podPort,
      healthCheckProtocol: 'TCP',
      healthCheckPort: 'traffic-port',
      healthCheckIntervalSeconds: 10,
      healthyThresholdCount: 2,
      unhealthyThresholdCount: 2,
      targetGroupAttributes: [
        // The caller's address comes with the connection; pods see the load balancer's, which their policy names.
        { key: 'preserve_client_ip.enabled', value: 'false' },
        { key: 'proxy_protocol_v2.enabled', value: 'true' },
        { key: 'deregistration_delay.timeout_seconds', value: '60' },
        { key: 'deregistration_delay.connection_termination.enabled', value: 'true' },
      ],
    });
    // The controller of the cluster may change what carries this.
    Tags.of(made).add(names.loadBalancerTag, cluster.name);
    return made;
  }

  /** Rings where no pod of the gateway answers; by it the zone tells whether callers are led to the other region, and people are told. */
  private alarm(targets: elb.CfnTargetGroup, topicArn: string): void {
    const { cluster } = this;
    if (cluster.environment.clusters.length < 2) return;
    new cloudwatch.CfnAlarm(this, 'without-pods', {
      alarmName: names.gatewayAlarm(cluster.name),
      alarmDescription: `No pod of the gateway of ${cluster.name} answers`,
      namespace: 'AWS/NetworkELB',
      metricName: 'HealthyHostCount',
      dimensions: [
        { name: 'LoadBalancer', value: this.loadBalancer.attrLoadBalancerFullName },
        { name: 'TargetGroup', value: targets.attrTargetGroupFullName },
      ],
      statistic: 'Maximum',
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      period: 60,
      evaluationPeriods: 2,
      treatMissingData: 'breaching',
      alarmActions: [topicArn],
      okActions: [topicArn],
    });
  }
}
