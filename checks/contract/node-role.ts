import { defineContract } from './contract';
import { besideCluster, createdAt, objectsOf, usedBy } from './reading';

interface NodeClass {
  readonly spec: { readonly role?: string };
}

export default defineContract({
  what: 'node role',
  kind: 'derived',
  why: 'An instance whose role has no way into the cluster starts, costs money, and never becomes a node.',
  *created(sides) {
    // The role must be there, and be let in: an access entry of its own kind names it.
    for (const entry of besideCluster(sides, 'AWS::EKS::AccessEntry').filter(({ properties }) => properties.Type === 'EC2_LINUX')) {
      const role = entry.template.resources[entry.properties.PrincipalArn?.['Fn::GetAtt']?.[0]];
      if (role?.Properties?.RoleName && entry.properties.ClusterName === sides.cluster.name)
        yield createdAt(entry, role.Properties.RoleName);
    }
  },
  *used(sides) {
    for (const object of objectsOf<NodeClass>(sides, 'EC2NodeClass'))
      if (object.json.spec.role) yield usedBy(object, object.json.spec.role);
  },
  fix: {
    missing: 'take the name from names.nodeRole, as cdk/nodes-stack.ts does',
    unused: 'let a node class name it, or remove the access entry',
  },
  mutations: {
    template: (templates) => {
      const roles = templates.flatMap(({ resources }) =>
        Object.values(resources)
          .filter(({ Type, Properties }) => Type === 'AWS::EKS::AccessEntry' && Properties.Type === 'EC2_LINUX')
          .flatMap(({ Properties }) => resources[Properties.PrincipalArn['Fn::GetAtt'][0]] ?? []),
      );
      for (const { Properties } of roles) Properties.RoleName += '-renamed';
    },
    manifest: (apps) => {
      for (const { json } of apps.flatMap(({ objects }) => objects)) if (json.kind === 'EC2NodeClass') json.spec.role = 'another';
    },
  },
});
