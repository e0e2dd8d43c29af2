import type { Template } from '../contract/contract';
import { listOf, type Placed } from '../contract/reading';
import { networksOf } from './reading/network';
import { defineStackRule, firstHeld, isFull } from './rule';

/** What nodes ask all day; where traffic is little, asking through NAT costs less than an endpoint of its own. */
const busy = ['ecr.api', 'ecr.dkr', 'logs', 'sts'];

const endpointsIn = ({ resources }: Template, kind: string): Placed['properties'][] =>
  Object.values(resources)
    .filter(({ Type, Properties }) => Type === 'AWS::EC2::VPCEndpoint' && Properties.VpcEndpointType === kind)
    .map(({ Properties }) => Properties);

/** `ecr.api` of `com.amazonaws.us-west-2.ecr.api`. */
const serviceOf = ({ ServiceName }: Placed['properties'], { region }: Template): string =>
  String(ServiceName).replace(`com.amazonaws.${region}.`, '');

export default defineStackRule({
  why: 'Every image that is pulled then goes through NAT, and is paid for by the gigabyte.',
  incidents: ['I32'],
  *check(stacks) {
    for (const { cluster, template, subnets, wayOut } of networksOf(stacks)) {
      const gateways = endpointsIn(template, 'Gateway').filter((each) => serviceOf(each, template) === 's3');
      const tables = gateways.flatMap(({ RouteTableIds }) => listOf(RouteTableIds).map((id) => JSON.stringify(id)));
      for (const subnet of subnets('pods')) {
        const way = wayOut(subnet);
        if (!way?.NatGatewayId || tables.includes(JSON.stringify(way.RouteTableId))) continue;
        yield { at: subnet, fact: 'reaches S3 through NAT', fix: 'add its route table to a gateway endpoint of S3, which costs nothing' };
      }
      if (!isFull(stacks.platform, template)) continue;
      const there = endpointsIn(template, 'Interface').map((each) => serviceOf(each, template));
      for (const service of busy.filter((each) => !there.includes(each))) {
        const fact = `'${cluster.name}' reaches ${service} through NAT`;
        yield { at: { template }, fact, fix: `add an interface endpoint of ${service} (cdk/network-stack.ts)` };
      }
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::EC2::VPCEndpoint', 'RouteTableIds').RouteTableIds = [];
  },
});
