import { firstOf } from '../mechanism/pods';
import { defineContract } from './contract';
import { besideCluster, createdAt, objectsOf, propertiesOf, usedBy } from './reading';

interface Binding {
  readonly subjects?: readonly { readonly kind: string; readonly name: string }[];
}

export default defineContract({
  what: 'team group',
  kind: 'derived',
  why: 'People come into the cluster by an access entry; a binding to a group that no entry gives lets nobody in.',
  *created(sides) {
    for (const entry of besideCluster(sides, 'AWS::EKS::AccessEntry'))
      for (const group of entry.properties.KubernetesGroups ?? []) yield createdAt(entry, group);
  },
  *used(sides) {
    for (const kind of ['RoleBinding', 'ClusterRoleBinding'])
      for (const binding of objectsOf<Binding>(sides, kind))
        for (const subject of binding.json.subjects ?? [])
          if (subject.kind === 'Group' && !subject.name.startsWith('system:')) yield usedBy(binding, subject.name);
  },
  spare: 'a team may own nothing on a cluster yet',
  fix: { missing: 'add the team to platform/teams.ts', unused: '' },
  mutations: {
    template: (templates) => {
      for (const entry of propertiesOf(templates, 'AWS::EKS::AccessEntry')) entry.KubernetesGroups = [];
    },
    manifest: (apps) => {
      firstOf(apps, 'RoleBinding').subjects[0].name = 'strangers';
    },
  },
});
