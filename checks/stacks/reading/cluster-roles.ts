import type { Placed } from '../../contract/reading';
import type { Stacks } from '../rule';
import { resolver } from './references';

/** What a role of a cluster is for. */
export type Purpose = 'cluster' | 'node' | 'pod';

/** A role that a cluster, its nodes or its pods act as. */
export interface ClusterRole {
  readonly role: Placed;
  readonly purpose: Purpose;
}

/** The roles of clusters, nodes and pods, each once. */
export const clusterRolesOf = (stacks: Stacks): readonly ClusterRole[] => {
  const resolve = resolver(stacks);
  const found = new Map<string, ClusterRole>();
  const add = (purpose: Purpose, { template }: Placed, value: unknown): void => {
    const role = resolve(value, template);
    if (role) found.set(`${role.template.stack} ${role.id}`, { role, purpose });
  };
  for (const each of stacks.of('AWS::EKS::Cluster')) add('cluster', each, each.properties.RoleArn);
  for (const each of stacks.of('AWS::EKS::Nodegroup')) add('node', each, each.properties.NodeRole);
  for (const each of stacks.of('AWS::EKS::AccessEntry'))
    if (/^EC2_/.test(each.properties.Type ?? '')) add('node', each, each.properties.PrincipalArn);
  for (const each of stacks.of('AWS::EKS::PodIdentityAssociation')) add('pod', each, each.properties.RoleArn);
  for (const each of stacks.of('AWS::EKS::Addon'))
    for (const { RoleArn } of each.properties.PodIdentityAssociations ?? []) add('pod', each, RoleArn);
  return [...found.values()];
};
