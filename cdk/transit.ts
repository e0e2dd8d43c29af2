import type { Stage } from 'aws-cdk-lib';
import { PeeringStack, ReturnStack } from './peering-stack';
import { TransitStack } from './transit-stack';
import type { Entered } from './way-in';

/**
 * Joins the VPCs of an environment, each with the one that its definition names first; nothing where there is one alone. Which of them is active plays no
 * part, so that to fail over changes no way.
 */
export const transit = (stage: Stage, regions: readonly Entered[]): void => {
  if (regions.length < 2) return;
  const [first, ...others] = regions.map(({ cluster, network, keys }) => ({ transit: new TransitStack(stage, cluster, network), keys }));
  if (first === undefined) return;
  const peerings = others.map((other) => new PeeringStack(stage, { here: other.transit, there: first.transit }, other.keys));
  new ReturnStack(stage, first.transit, peerings);
};
