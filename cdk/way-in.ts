import type { Stage } from 'aws-cdk-lib';
import type { Cluster, Platform } from '#model';
import { DnsStack } from './dns-stack';
import { EdgeStack } from './edge-stack';
import { GatewayStack } from './gateway-stack';
import type { GovernanceStack } from './governance-stack';
import type { KeysStack } from './keys-stack';
import { MessagesStack, sends } from './messages-stack';
import type { NetworkStack } from './network-stack';
import { RecordsStack } from './records-stack';

/** A region that callers are led to. */
export interface Entered {
  readonly cluster: Cluster;
  readonly network: NetworkStack;
  readonly keys: KeysStack;
  readonly governance: GovernanceStack;
}

/**
 * How callers come into an environment: its zone, a load balancer in each region, the edge before them, and the names of all that. Messages to
 * people go out under the same names.
 */
export const wayIn = (stage: Stage, platform: Platform, regions: readonly Entered[]): void => {
  const active = regions.find(({ cluster }) => !cluster.standby)?.cluster;
  if (active === undefined) return;
  const dns = new DnsStack(stage, platform, active);
  const gateways = regions.map(({ cluster, ...place }) => new GatewayStack(stage, cluster, { ...place, dns }));
  const edge = active.edge ? new EdgeStack(stage, active, { dns, gateways }) : undefined;
  new RecordsStack(stage, active, { dns, edge, gateways });
  const view = platform.in(active.environment.name);
  if (sends(view)) for (const { cluster, governance } of regions) new MessagesStack(stage, view, cluster, { dns, governance });
};
