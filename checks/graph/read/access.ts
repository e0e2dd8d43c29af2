import { arnOf, type Cluster, names, type Statement } from '#model';
import type { Draft } from '../graph';
import { each, objectId, type Reader } from '../surroundings';

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

interface Binding {
  readonly roleRef: Subject;
  readonly subjects?: readonly Subject[];
}

const rbac = 'rbac.authorization.k8s.io';

/** Roles of Kubernetes, bindings and whom they are for. */
export const readBindings: Reader = (draft, surroundings) => {
  for (const { at, id, json } of each(surroundings, 'RoleBinding', 'ClusterRoleBinding')) {
    const { roleRef, subjects = [] } = json as unknown as Binding;
    const { namespace } = json.metadata;
    draft.link('binds', id, objectId(`${roleRef.kind}.${rbac}`, roleRef.kind === 'Role' ? namespace : undefined, roleRef.name), { at });
    for (const subject of subjects) draft.link('grants', id, subjectId(draft, subject, namespace), { at });
  }
};

/** Users and groups are known to whoever lets them in. */
const subjectId = (draft: Draft, { kind, name, namespace }: Subject, own?: string): string =>
  kind === 'ServiceAccount'
    ? objectId('ServiceAccount', namespace ?? own, name)
    : draft.add({ id: `subject ${kind} ${name}`, type: 'subject', name: `${kind} ${name}` });

/** What AWS lets the pods of components do, as their definitions say it. What it lets services do, the stacks say. */
export const readPermissions: Reader = (draft, { scene: { cluster } }) => {
  for (const { name, namespace, iam } of cluster.components)
    for (const [account, statements] of Object.entries(iam?.(cluster) ?? {})) {
      const id = addRole(draft, names.roleName(cluster.name, namespace, account));
      draft.link('owns', `component ${name}`, id);
      draft.link('assumes', objectId('ServiceAccount', namespace, account), id);
      for (const statement of statements) allow(draft, id, statement, cluster);
    }
};

/** A role in AWS. */
export const addRole = (draft: Draft, name: string): string => draft.add({ id: `role ${name}`, type: 'role', name, madeBy: 'the stacks' });

const allow = (draft: Draft, role: string, { actions, resources }: Statement, cluster: Cluster): void => {
  const arns = resources.length ? resources.map((resource) => arnOf(resource, cluster)) : ['*'];
  for (const arn of arns)
    draft.link('may', role, draft.add({ id: `resource ${arn}`, type: 'resource', name: arn }), { how: actions.join(', ') });
};
