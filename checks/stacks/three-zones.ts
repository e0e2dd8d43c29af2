import { isHeld } from '#model';
import { networksOf } from './reading/network';
import { defineStackRule, heldTemplates } from './rule';

/** The least that EKS takes, and what still has a majority once one of them is lost. */
const [least, wanted] = [2, 3];

export default defineStackRule({
  why: 'Of two zones none has a majority when the other is lost, so stores with copies in each stop.',
  incidents: ['P01'],
  *check(stacks) {
    for (const { cluster, template, subnets } of networksOf(stacks)) {
      const zones = new Set(subnets('pods').map(({ properties }) => properties.AvailabilityZone));
      const most = isHeld(cluster.environment) ? wanted : least;
      if (zones.size >= most) continue;
      const fact = `the nodes of '${cluster.name}' are in ${zones.size} zones, not ${most}`;
      yield { at: { template }, fact, fix: `name ${most} \`zones\` in ${cluster.environment.file}` };
    }
  },
  mutation: (templates) => {
    const network = heldTemplates(templates).find(({ stack }) => stack.endsWith('-network'));
    const subnets = Object.values(network?.resources ?? {}).filter(({ Type }) => Type === 'AWS::EC2::Subnet');
    const [first, second] = [...new Set(subnets.map(({ Properties }) => Properties.AvailabilityZone))];
    if (second === undefined) throw new RangeError('no network in several zones');
    for (const { Properties } of subnets) if (Properties.AvailabilityZone === second) Properties.AvailabilityZone = first;
  },
});
