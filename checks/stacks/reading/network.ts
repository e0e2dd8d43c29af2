import type { Cluster } from '#model';
import type { Template } from '../../contract/contract';
import type { Placed } from '../../contract/reading';
import type { Stacks } from '../rule';

/** Reads the network of a cluster: its subnets by kind, and where they send what is not for the VPC. */

/** The network of one cluster. */
export interface Network {
  readonly cluster: Cluster;
  readonly template: Template;
  /** The subnets of a kind, told by the ranges that the model gives to the kind. */
  readonly subnets: (kind: keyof Cluster['subnets']) => readonly Placed[];
  /** Where a subnet sends what is for anywhere; none where it has no way out. */
  readonly wayOut: (subnet: Placed) => Placed['properties'] | undefined;
}

const idOf = (value: { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly string[] } | undefined): string =>
  value?.Ref ?? value?.['Fn::GetAtt']?.[0] ?? '';

/** The resource of its template that a value names. */
export const resourceAt = ({ template }: Placed, value: unknown): Placed['properties'] | undefined =>
  template.resources[idOf(value as { Ref?: string })]?.Properties;

/** The network of each cluster. */
export const networksOf = ({ platform, of }: Stacks): readonly Network[] => {
  const within = (type: string, template: Template): readonly Placed[] => of(type).filter((each) => each.template === template);
  return of('AWS::EC2::VPC').flatMap(({ template }) => {
    const cluster = platform.clusters.find(({ environment, region }) => template.stack === `${environment.name}/${region}-network`);
    if (cluster === undefined) return [];
    const tables = new Map(
      within('AWS::EC2::SubnetRouteTableAssociation', template).map(({ properties }) => [
        idOf(properties.SubnetId),
        idOf(properties.RouteTableId),
      ]),
    );
    const routes = new Map(
      within('AWS::EC2::Route', template)
        .filter(({ properties }) => properties.DestinationCidrBlock === '0.0.0.0/0')
        .map(({ properties }) => [idOf(properties.RouteTableId), properties]),
    );
    const all = within('AWS::EC2::Subnet', template);
    return {
      ...{ cluster, template },
      subnets: (kind) => all.filter(({ properties }) => cluster.subnets[kind].includes(properties.CidrBlock)),
      wayOut: ({ id }) => routes.get(tables.get(id) ?? ''),
    };
  });
};
