import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import { names } from '#model';
import { firstOf } from '../mechanism/pods';
import { defineContract } from './contract';
import { besideCluster, createdAt, objectsOf, propertiesOf, usedBy, valuesUnder } from './reading';

/** Whether a range lies in the VPC, a /16. */
const inside = (range: unknown, vpc: string): range is string =>
  typeof range === 'string' && range.split('.').slice(0, 2).join('.') === vpc.split('.').slice(0, 2).join('.');

export default defineContract({
  what: 'network range',
  kind: 'derived',
  why: 'A policy that names a range where no subnet is opens nothing, and connections to stores and endpoints time out.',
  *created(sides) {
    for (const subnet of besideCluster(sides, 'AWS::EC2::Subnet'))
      if (inside(subnet.properties.CidrBlock, sides.cluster.cidr)) yield createdAt(subnet, subnet.properties.CidrBlock);
    for (const cluster of besideCluster(sides, 'AWS::EKS::Cluster')) {
      const services: string | undefined = cluster.properties.KubernetesNetworkConfig?.ServiceIpv4Cidr;
      if (services) yield createdAt(cluster, services.replace(/0\/16$/, '1/32'));
    }
    for (const vpc of besideCluster(sides, 'AWS::EC2::VPC'))
      if (inside(vpc.properties.CidrBlock, sides.cluster.cidr)) yield createdAt(vpc, vpc.properties.CidrBlock);
  },
  *used(sides) {
    for (const policy of objectsOf<{ spec: INetworkPolicySpec }>(sides, 'NetworkPolicy'))
      for (const range of valuesUnder(policy.json.spec, 'cidr'))
        if (range === names.kubernetesApi || inside(range, sides.cluster.cidr)) yield usedBy(policy, String(range));
  },
  spare: 'no policy has to name every subnet',
  fix: { missing: 'take the range from the subnets of the cluster', unused: '' },
  mutations: {
    template: (templates) => {
      for (const subnet of propertiesOf(templates, 'AWS::EC2::Subnet')) subnet.CidrBlock = subnet.CidrBlock.replace(/\.0\/22$/, '.0/23');
    },
    manifest: (apps) => {
      const blocks = apps
        .flatMap(({ objects }) => objects)
        .filter(({ json }) => json.kind === 'NetworkPolicy')
        .flatMap(({ json }) => [...valuesUnder(json, 'ipBlock')] as { cidr: string }[])
        .filter(({ cidr }) => cidr.endsWith('.0/22'));
      if (blocks[0] === undefined) throw new RangeError(`no range to change in ${firstOf(apps, 'NetworkPolicy').metadata.name}`);
      blocks[0].cidr = blocks[0].cidr.replace('.0/22', '.0/23');
    },
  },
});
