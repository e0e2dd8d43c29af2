import type { Stage } from 'aws-cdk-lib';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { type Cluster, names } from '#model';
import type { DnsStack } from './dns-stack';
import type { EdgeStack } from './edge-stack';
import type { GatewayStack } from './gateway-stack';
import { PlatformStack } from './platform-stack';
import { worldwide } from './worldwide';

/** Zones that AWS keeps for the names of its own. */
const aliasZones = { cloudFront: 'Z2FDTNDATAQYW2', accelerator: 'Z2BJ6XQ5FK7U4H' } as const;

type Alias = route53.CfnRecordSet.AliasTargetProperty;

/** What the names of an environment lead to. */
export interface Led {
  readonly dns: DnsStack;
  readonly edge?: EdgeStack | undefined;
  readonly gateways: readonly GatewayStack[];
}

/**
 * The names by which callers come in. Where there is a standby, its load balancer answers while the active region has no healthy gateway.
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover-types.html
 */
export class RecordsStack extends PlatformStack {
  private readonly zoneId: string;

  constructor(stage: Stage, active: Cluster, { dns, edge, gateways }: Led) {
    super(stage, 'records', worldwide(active), `Names by which callers of ${active.environment.name} come in`);
    this.zoneId = dns.zoneId;
    const balancers = gateways.map(({ cluster, loadBalancer }) => ({
      cluster,
      alias: {
        dnsName: loadBalancer.attrDnsName,
        hostedZoneId: loadBalancer.attrCanonicalHostedZoneId,
        evaluateTargetHealth: true,
      },
    }));
    const first = balancers.find(({ cluster }) => !cluster.standby)?.alias;
    const second = balancers.find(({ cluster }) => cluster.standby)?.alias;
    if (edge) this.callers(active.apiHost, edge);
    const accelerated = edge && {
      dnsName: edge.accelerator.attrDnsName,
      hostedZoneId: aliasZones.accelerator,
      evaluateTargetHealth: true,
    };
    const host = edge ? names.originHost(active.environment.domain) : active.apiHost;
    const target = accelerated ?? first;
    if (target === undefined) return;
    if (second === undefined) {
      this.lead('gateway', host, 'A', target);
      return;
    }
    // By what they are for, not by region: to fail over changes where they lead, and two of one kind cannot be there at once.
    this.lead('gateway', host, 'A', target, { failover: 'PRIMARY', setIdentifier: 'active', healthCheckId: this.health(active) });
    this.lead('gateway-standby', host, 'A', second, { failover: 'SECONDARY', setIdentifier: 'standby' });
  }

  private callers(host: string, { distribution }: EdgeStack): void {
    const alias = { dnsName: distribution.attrDomainName, hostedZoneId: aliasZones.cloudFront, evaluateTargetHealth: false };
    this.lead('callers', host, 'A', alias);
    this.lead('callers-ipv6', host, 'AAAA', alias);
  }

  private lead(id: string, name: string, type: 'A' | 'AAAA', aliasTarget: Alias, more: Partial<route53.CfnRecordSetProps> = {}): void {
    new route53.CfnRecordSet(this, id, { hostedZoneId: this.zoneId, name, type, aliasTarget, ...more });
  }

  /** A region is as healthy as its gateway's pods are. Asked of CloudWatch, since the load balancer lets no checker of Route 53 in. */
  private health({ name, region }: Cluster): string {
    const made = new route53.CfnHealthCheck(this, 'active-region', {
      healthCheckConfig: {
        type: 'CLOUDWATCH_METRIC',
        alarmIdentifier: { name: names.gatewayAlarm(name), region },
        insufficientDataHealthStatus: 'LastKnownStatus',
      },
      healthCheckTags: [{ key: 'Name', value: `${name}-gateway` }],
    });
    return made.attrHealthCheckId;
  }
}
