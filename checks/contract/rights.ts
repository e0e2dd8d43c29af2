import type { Conditions } from '#model';
import type { Resource, Sides } from './contract';
import { besideCluster, listOf, type Placed, placed } from './reading';

/** What a policy lets the pods of a service account do, or forbids them. */
export interface Right {
  readonly at: Placed;
  /** `shop/orders`: namespace and service account. */
  readonly account: string;
  readonly denied: boolean;
  readonly action: string;
  readonly arn: string;
  readonly conditions: Conditions;
}

/** A role, and the service account whose pods assume it. */
interface PodRole {
  readonly account: string;
  readonly role: Placed;
}

const tag = (name: string): string => `aws:RequestTag/${name}`;

/** The roles that pods of the cluster may assume, as they say themselves: Pod Identity tells them cluster, namespace and account. */
export const podRolesOf = (sides: Sides): PodRole[] =>
  besideCluster(sides, 'AWS::IAM::Role').flatMap((role) =>
    listOf(role.properties.AssumeRolePolicyDocument?.Statement as Trust | Trust[] | undefined)
      .filter(({ Principal }) => listOf(Principal?.Service).includes('pods.eks.amazonaws.com'))
      .filter(({ Condition }) => Condition?.ArnEquals?.[tag('eks-cluster-arn')]?.endsWith(`:cluster/${sides.cluster.name}`) !== false)
      .map(({ Condition: { StringEquals: said = {} } = {} }) => ({
        ...{ role, account: `${said[tag('kubernetes-namespace')] ?? '*'}/${said[tag('kubernetes-service-account')] ?? '*'}` },
      })),
  );

interface Trust {
  readonly Principal?: { readonly Service?: string | readonly string[] };
  readonly Condition?: Readonly<Record<'ArnEquals' | 'StringEquals', Readonly<Record<string, string>>>>;
}

interface Reference {
  readonly Ref?: string;
}

interface Document {
  readonly Statement?: unknown;
}

interface Written {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: Conditions;
}

/** Policies of a role, with the resources that they stand in: its own, and those beside it that name it. */
const policiesOf = ({ role }: PodRole): { at: Placed; document: Document }[] => {
  const inline = listOf<{ PolicyDocument: Document }>(role.properties.Policies).map((each) => ({
    at: role,
    document: each.PolicyDocument,
  }));
  const names = ({ Ref }: Reference): boolean => Ref === role.id;
  const beside = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'].flatMap((type) =>
    placed([role.template], type).filter(({ properties: { Roles, RoleName } }) =>
      [...listOf<Reference>(Roles), ...listOf<Reference>(RoleName)].some(names),
    ),
  );
  return [...inline, ...beside.map((at) => ({ at, document: at.properties.PolicyDocument as Document }))];
};

/** What a statement names; all else where it names what it leaves out. */
const namedIn = (named: unknown): readonly unknown[] => (named === undefined ? ['everything but what it names'] : listOf<unknown>(named));

const rightsIn = (account: string, at: Placed, { Effect, Action, Resource, Condition: conditions = {} }: Written): Right[] =>
  namedIn(Action).flatMap((action) =>
    namedIn(Resource).map((resource) => ({
      ...{ at, account, denied: Effect === 'Deny', action: String(action), conditions },
      arn: typeof resource === 'string' ? resource : JSON.stringify(resource),
    })),
  );

/** What pods of the cluster may do in AWS, as the templates say. */
export const rightsOf = (sides: Sides): Right[] =>
  podRolesOf(sides).flatMap((each) =>
    policiesOf(each).flatMap(({ at, document }) =>
      listOf(document.Statement as Written | Written[]).flatMap((statement) => rightsIn(each.account, at, statement)),
    ),
  );

/** An action that is allowed to the pods of a service. */
export interface Permission extends Right {
  readonly service: string;
}

/** What the roles of services may do. */
export const permissionsOf = function* (sides: Sides): Generator<Permission> {
  const services = new Map(sides.platform.services.map(({ name, domain }) => [`${domain}/${name}`, name]));
  for (const right of rightsOf(sides)) {
    const service = services.get(right.account);
    if (service !== undefined && !right.denied) yield { ...right, service };
  }
};

/** Policies that AWS writes, which roles of pods carry. */
export const managedPoliciesOf = function* (sides: Sides): Generator<{ at: Placed; account: string; policy: string }> {
  for (const { account, role } of podRolesOf(sides))
    for (const arn of listOf<string | Resource['Properties']>(role.properties.ManagedPolicyArns))
      yield { at: role, account, policy: JSON.stringify(arn).replace(/^.*policy\/|[^\w/-]+$/g, '') };
};
