import { definePolicy, type KubernetesJson, type PolicyExample } from '#model';

/** A binding of a role. */
const bindingOf =
  ({ object }: PolicyExample) =>
  (kind: string, name: string): KubernetesJson =>
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name }, subjects: [] });

/** @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/ */
export default definePolicy({
  purpose: 'Nobody is made administrator of a namespace of services through a role of the whole cluster.',
  why: 'cluster-admin in a namespace reads its secrets, lifts its quota and opens its network policies, by hand and past Git.',
  message: 'a binding gives cluster-admin; bind a Role of the namespace that names what is needed',
  match: { 'rbac.authorization.k8s.io/v1': ['RoleBinding'] },
  validations: ['!(object.roleRef.kind == "ClusterRole" && object.roleRef.name == "cluster-admin")'],
  modes: { frugal: 'deny', small: 'deny', full: 'audit' },
  rules: ['admin-bound'],
  elsewhere: { kyverno: ['restrict-binding-clusteradmin'] },
  cases: (example) => {
    const binding = bindingOf(example);
    return { accepted: [binding('Role', 'team'), binding('ClusterRole', 'view')], denied: [binding('ClusterRole', 'cluster-admin')] };
  },
});
