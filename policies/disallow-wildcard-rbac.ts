import { definePolicy, type KubernetesJson, type PolicyExample } from '#model';

/** A Role with one rule. */
const roleOf =
  ({ object }: PolicyExample) =>
  (rule: { apiGroups: string[]; resources: string[]; verbs: string[] }): KubernetesJson =>
    object('rbac.authorization.k8s.io/v1', 'Role', { rules: [rule] });

/** @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/ */
export default definePolicy({
  purpose: 'A role names what it lets its holders do, and none lets them give themselves more.',
  why: 'A wildcard also stands for what is installed next year, secrets included; bind, escalate and impersonate stand for everything.',
  message: 'a role has a wildcard, or the verb bind, escalate or impersonate; name the groups, resources and verbs that are needed',
  match: { 'rbac.authorization.k8s.io/v1': ['Role'] },
  validations: [
    'object.?rules.orValue([]).all(r, [r.verbs, r.?apiGroups.orValue([]), r.?resources.orValue([])].all(names, !("*" in names)))',
    'object.?rules.orValue([]).all(r, !["bind", "escalate", "impersonate"].exists(v, v in r.verbs))',
  ],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['role-wildcard', 'role-escalates'],
  elsewhere: { kyverno: ['restrict-wildcard-verbs', 'restrict-wildcard-resources', 'restrict-escalation-verbs-roles'] },
  cases: (example) => {
    const role = roleOf(example);
    return {
      accepted: [
        role({ apiGroups: [''], resources: ['pods'], verbs: ['get'] }),
        example.object('rbac.authorization.k8s.io/v1', 'Role', {}),
      ],
      denied: [
        role({ apiGroups: [''], resources: ['pods'], verbs: ['*'] }),
        role({ apiGroups: [''], resources: ['*'], verbs: ['get'] }),
        role({ apiGroups: ['*'], resources: ['pods'], verbs: ['get'] }),
        role({ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['escalate'] }),
      ],
    };
  },
});
