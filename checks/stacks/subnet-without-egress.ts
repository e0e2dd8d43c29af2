import { networksOf, resourceAt } from './reading/network';
import { defineStackRule, firstWhere, isFull } from './rule';

export default defineStackRule({
  why: 'A node without a way out never joins the cluster; one whose way leads through another zone is lost together with that zone.',
  incidents: ['P01'],
  *check(stacks) {
    for (const { template, subnets, wayOut } of networksOf(stacks))
      for (const subnet of subnets('pods')) {
        const zone: string = subnet.properties.AvailabilityZone;
        const nat = resourceAt(subnet, wayOut(subnet)?.NatGatewayId);
        const there: string | undefined = nat && resourceAt(subnet, nat.SubnetId)?.AvailabilityZone;
        const fix = 'route 0.0.0.0/0 of its table to a NAT gateway in its own zone (cdk/network-stack.ts)';
        if (there === undefined) yield { at: subnet, fact: `the nodes of ${zone} have no route to a NAT gateway`, fix };
        else if (isFull(stacks.platform, template) && there !== zone)
          yield { at: subnet, fact: `the nodes of ${zone} go out through ${there}`, fix };
      }
  },
  mutation: (templates) => {
    const { resource } = firstWhere(templates, 'AWS::EC2::Route', ({ Properties }) => Properties.NatGatewayId);
    resource.Properties.DestinationCidrBlock = '192.0.2.0/24';
  },
});
