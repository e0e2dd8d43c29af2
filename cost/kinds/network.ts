import { charges, countOf, type Pricings } from '../charge';
import { hoursPerMonth as hours } from '../price-table';

/** What traffic passes through inside AWS. */
export const network: Pricings = {
  'AWS::EC2::NatGateway': ({ usage: { natGb } }) =>
    charges('NAT gateways')(['nat.hour', hours, 'a gateway'], ['nat.gb', natGb, `${natGb} GB`]),

  'AWS::EC2::EIP': () => charges('Public addresses')(['ipv4.hour', hours, 'an address']),

  // Those of S3 and DynamoDB are entries in a route table, and free.
  'AWS::EC2::VPCEndpoint': ({ Properties, usage: { endpointGb } }) => {
    if (Properties.VpcEndpointType !== 'Interface') return [];
    const zones = countOf(Properties.SubnetIds);
    return charges('Interface endpoints')(
      ['endpoint.hour', zones * hours, `in ${zones} zones`],
      ['endpoint.gb', endpointGb, `${endpointGb} GB`],
    );
  },

  'AWS::EC2::TransitGatewayAttachment': ({ usage }) => attachment(usage.transitGb),
  'AWS::EC2::TransitGatewayVpcAttachment': ({ usage }) => attachment(usage.transitGb),
  'AWS::EC2::TransitGatewayPeeringAttachment': ({ usage }) => attachment(usage.transitGb),

  'AWS::ElasticLoadBalancingV2::LoadBalancer': ({ Properties, usage: { balancerUnits } }) => {
    const type = Properties.Type === 'network' ? 'nlb' : 'alb';
    return charges('Load balancers')(
      [`${type}.hour`, hours, 'a balancer'],
      [`${type}.unit-hour`, balancerUnits * hours, `${balancerUnits} capacity units`],
    );
  },

  'AWS::Route53Resolver::ResolverEndpoint': ({ Properties }) => {
    const addresses = countOf(Properties.IpAddresses);
    return charges('DNS')(['resolver.address-hour', addresses * hours, `${addresses} addresses`]);
  },
};

const attachment = (gb: number) =>
  charges('Transit gateway')(['transit.attachment-hour', hours, 'an attachment'], ['transit.gb', gb, `${gb} GB`]);
