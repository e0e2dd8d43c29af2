import type { IPolicyRule } from 'kubernetes-models/rbac.authorization.k8s.io/v1/PolicyRule';
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { firstOf } from '../mechanism/pods';
import type { Located, MutableApp, MutableObject, Scene } from '../mechanism/rule';

/** What roles let their holders do. */

/** One rule of a Role or ClusterRole, with nothing left open. */
export interface Grant extends Located {
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** The objects that it is for. @default - all of them */
  readonly names: readonly string[];
}

/** Everything that is granted by roles that are rendered here. */
export const grantsOf = ({ objects }: Scene): Grant[] =>
  objects
    .filter(({ json: { kind } }) => kind === 'Role' || kind === 'ClusterRole')
    .flatMap((at) => ((at.json.rules as readonly IPolicyRule[] | undefined) ?? []).map((rule) => grantOf(at, rule)));

const grantOf = (at: Located, { apiGroups = [], resources = [], verbs, resourceNames = [] }: IPolicyRule): Grant => ({
  ...at,
  groups: apiGroups,
  resources,
  verbs,
  names: resourceNames,
});

/** A right that lets its holder get more than it says. */
export interface Right {
  /** @default - any group */
  readonly group?: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** What the holder gets by it. */
  readonly gives: string;
}

/** What of a right is granted; undefined where it is not. A wildcard is a matter of its own. */
export const granted = ({ groups, resources, verbs }: Grant, right: Right): string | undefined => {
  if (right.group !== undefined && !groups.includes(right.group)) return undefined;
  const resource = resources.find((each) => right.resources.includes(each) || right.resources.length === 0);
  const verb = verbs.find((each) => right.verbs.includes(each));
  return resource !== undefined && verb !== undefined ? `${verb} ${resource}` : undefined;
};

/** Adds a role with one rule to the namespace of the first one, for mutations. */
export const grantMore = (apps: MutableApp[], rule: IPolicyRule): void => {
  const { namespace, labels } = firstOf(apps, 'Role').metadata;
  const role = new Role({ metadata: { name: 'more', namespace, labels }, rules: [rule] });
  const app = apps.find(({ objects }) => objects.some(({ json }) => json.kind === 'Role'));
  app?.objects.push({ json: role.toJSON() as MutableObject, model: role });
};
