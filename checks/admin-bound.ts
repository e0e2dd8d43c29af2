import type { IRoleRef } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleRef';
import type { ISubject } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Subject';
import { firstOf } from './mechanism/pods';
import { defineRule, type Located, type Violation } from './mechanism/rule';

/** Roles of every cluster that hold everything, or everything of a namespace. */
const administrators = ['cluster-admin', 'admin', 'system:masters'];

/** Who is everybody: whoever has logged in, and whoever has not. */
const everybody = ['system:anonymous', 'system:unauthenticated', 'system:authenticated', 'system:masters'];

export default defineRule({
  why: 'One account that is taken over is the whole cluster, past Git, quotas and policies.',
  elsewhere: {
    'kube-linter': ['cluster-admin-role-binding'],
    polaris: ['clusterrolebindingClusterAdmin', 'rolebindingClusterAdminClusterRole', 'rolebindingClusterAdminRole'],
    kyverno: ['restrict-binding-clusteradmin'],
    nsa: ['C-0035'],
  },
  *check({ objects }) {
    for (const { app, json } of objects)
      if (json.kind === 'RoleBinding' || json.kind === 'ClusterRoleBinding')
        for (const found of mistakesOf({ app, json })) yield { app, json, ...found };
  },
  mutation: (apps) => {
    firstOf(apps, 'RoleBinding').roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
  },
});

function* mistakesOf({ json }: Located): Generator<Pick<Violation, 'fact' | 'fix'>> {
  const { kind, name } = json.roleRef as IRoleRef;
  if (kind === 'ClusterRole' && administrators.includes(name))
    yield { fact: `binds the ClusterRole '${name}'`, fix: 'bind a Role of the namespace that names what is needed' };
  for (const subject of (json.subjects as readonly ISubject[] | undefined) ?? [])
    if (everybody.includes(subject.name))
      yield { fact: `gives ${kind} '${name}' to '${subject.name}'`, fix: 'name the group or the account that needs it' };
}
