import type { Stage } from 'aws-cdk-lib';
import type { Cluster, Platform } from '#model';
import { DnsStack } from './dns-stack';
import { EdgeStack } from './edge-stack';
import { GatewayStack } from './gateway-stack';
import type { KeysStack } from './keys-stack';
import type { NetworkStack } from './network-stack';
import { RecordsStack } from './records-stack';

/** A region that callers are led to. */
export interface Entered {
  readonly cluster: Cluster;
  readonly network: NetworkStack;
  readonly keys: KeysStack;
}

/** How callers come into an environment: its zone, a load balancer in each region, the edge before them, and the names of all that. */
export const wayIn = (stage: Stage, platform: Platform, regions: readonly Entered[]): void => {
  const active = regions.find(({ cluster }) => !cluster.standby)?.cluster;
  if (active === undefined) return;
  const dns = new DnsStack(stage, platform, active);
  const gateways = regions.map(({ cluster, network, keys }) => new GatewayStack(stage, cluster, { network, keys, dns }));
  const edge = active.edge ? new EdgeStack(stage, active, { dns, gateways }) : undefined;
  new RecordsStack(stage, active, { dns, edge, gateways });
};
