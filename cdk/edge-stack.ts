import type { Stage } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as accelerator from 'aws-cdk-lib/aws-globalaccelerator';
import * as logs from 'aws-cdk-lib/aws-logs';
import { type Cluster, names } from '#model';
import { accept } from './acknowledged';
import { publicCertificate } from './certificate';
import type { DnsStack } from './dns-stack';
import { encryptedLog } from './encrypted-log';
import { firewall } from './firewall';
import type { GatewayStack } from './gateway-stack';
import { PlatformStack } from './platform-stack';
import { worldwide } from './worldwide';

/**
 * Where callers of an environment come in: CloudFront with its firewall, and from there by Global Accelerator over the network of AWS to the
 * load balancer of the active region. Shield Standard covers both without being asked for; Advanced is a contract of the organisation, and is
 * put on these two by their ARNs.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-https-cloudfront-to-custom-origin.html
 */
export class EdgeStack extends PlatformStack {
  readonly distribution: cloudfront.CfnDistribution;
  readonly accelerator: accelerator.CfnAccelerator;

  constructor(stage: Stage, active: Cluster, { dns, gateways }: { dns: DnsStack; gateways: readonly GatewayStack[] }) {
    super(stage, 'edge', worldwide(active), `Way in to ${active.environment.name}: CloudFront, firewall, Global Accelerator`);
    this.accelerator = this.accelerate(gateways);
    this.distribution = this.distribute(firewall(this, dns.logsKey), publicCertificate(this, active.apiHost, dns.zoneId).ref);
    this.log(dns);
  }

  private distribute(webAclId: string, acmCertificateArn: string): cloudfront.CfnDistribution {
    const { apiHost, environment } = this.cluster;
    const made = new cloudfront.CfnDistribution(this, 'distribution', {
      distributionConfig: {
        enabled: true,
        comment: `API of ${environment.name}`,
        aliases: [apiHost],
        httpVersion: 'http2and3',
        ipv6Enabled: true,
        webAclId,
        viewerCertificate: { acmCertificateArn, sslSupportMethod: 'sni-only', minimumProtocolVersion: 'TLSv1.2_2021' },
        origins: [
          {
            id: 'gateway',
            domainName: names.originHost(environment.domain),
            customOriginConfig: {
              originProtocolPolicy: 'https-only',
              originSslProtocols: ['TLSv1.2'],
              httpsPort: 443,
              originKeepaliveTimeout: 60,
              originReadTimeout: 30,
            },
          },
        ],
        defaultCacheBehavior: {
          targetOriginId: 'gateway',
          // A call without TLS has already told its token to everybody; leading it on would hide that.
          viewerProtocolPolicy: 'https-only',
          allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
          compress: false,
          cachePolicyId: cloudfront.CachePolicy.CACHING_DISABLED.cachePolicyId,
          // With the caller's Host, for which the gateway has its certificate.
          originRequestPolicyId: cloudfront.OriginRequestPolicy.ALL_VIEWER.originRequestPolicyId,
        },
      },
    });
    accept(made, 'CFR1', 'The API answers from everywhere.');
    accept(made, 'CFR3', 'Requests are in a log group, by the newer way of logging, which this rule does not know.');
    return made;
  }

  /** The standby is dialled to nothing, and still asked where the active region has no healthy target. */
  private accelerate(gateways: readonly GatewayStack[]): accelerator.CfnAccelerator {
    const made = new accelerator.CfnAccelerator(this, 'accelerator', {
      name: this.cluster.environment.name,
      ipAddressType: 'IPV4',
      enabled: true,
    });
    const listener = new accelerator.CfnListener(this, 'listener', {
      acceleratorArn: made.attrAcceleratorArn,
      protocol: 'TCP',
      portRanges: [{ fromPort: 443, toPort: 443 }],
    });
    for (const { cluster, loadBalancer } of gateways)
      new accelerator.CfnEndpointGroup(this, `to-${cluster.region}`, {
        listenerArn: listener.attrListenerArn,
        endpointGroupRegion: cluster.region,
        trafficDialPercentage: cluster.standby ? 0 : 100,
        // The load balancer sees CloudFront's addresses, which are those that it lets in.
        endpointConfigurations: [{ endpointId: loadBalancer.ref, clientIpPreservationEnabled: true, weight: 128 }],
      });
    return made;
  }

  /**
   * A line for each request.
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html
   */
  private log({ logsKey: key }: DnsStack): void {
    const { cluster, provision } = this;
    // The prefix under which AWS lets any number of services write.
    const group = encryptedLog(this, 'requests', { name: `/aws/vendedlogs/cloudfront/${cluster.environment.name}`, key, provision });
    const name = `${cluster.environment.name}-requests`;
    const source = new logs.CfnDeliverySource(this, 'requests-source', {
      name,
      logType: 'ACCESS_LOGS',
      resourceArn: `arn:${this.partition}:cloudfront::${cluster.account}:distribution/${this.distribution.ref}`,
    });
    const destination = new logs.CfnDeliveryDestination(this, 'requests-destination', {
      name,
      destinationResourceArn: group.logGroupArn,
      outputFormat: 'json',
    });
    const delivery = new logs.CfnDelivery(this, 'requests-delivery', {
      deliverySourceName: name,
      deliveryDestinationArn: destination.attrArn,
    });
    delivery.addResourceDependency(source);
  }
}
