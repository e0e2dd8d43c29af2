import type { Template } from '../../contract/contract';
import { listOf, type Placed } from '../../contract/reading';
import type { Stacks } from '../rule';

/** Reads roles: whom they let in, and what they may do. */

/** A statement of a policy, as CloudFormation reads it. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly Principal?: string | Readonly<Record<string, unknown>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Document {
  readonly Statement: Statement | readonly Statement[];
}

const allowing = (document: Document | undefined): readonly Statement[] =>
  listOf<Statement>(document?.Statement).filter(({ Effect }) => Effect === 'Allow');

/** The statements by which a role lets others act as it. */
export const trustsOf = ({ properties }: Placed): readonly Statement[] => allowing(properties.AssumeRolePolicyDocument);

/** Who is let in of one kind: services, accounts and roles, or providers of identities. */
export const principalsOf = ({ Principal }: Statement, kind: 'AWS' | 'Service' | 'Federated'): readonly unknown[] =>
  typeof Principal === 'object' ? listOf(Principal[kind]) : [];

/** The names of policies that AWS writes: `AmazonEKSClusterPolicy`. */
export const managedPoliciesOf = ({ properties }: Placed): readonly string[] =>
  listOf<unknown>(properties.ManagedPolicyArns).map((arn) => JSON.stringify(arn).replace(/^.*\/([\w-]+)".*$/, '$1'));

/** The actions that a role's own policies allow, by the role: `open/ap-south-1-cluster noderole`. */
export const actionsByRole = (stacks: Stacks): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>();
  const add = (template: Template, id: string, document: Document): void => {
    const key = `${template.stack} ${id}`;
    const actions = allowing(document).flatMap(({ Action }) => listOf<string>(Action));
    found.set(key, [...(found.get(key) ?? []), ...actions]);
  };
  for (const { template, properties } of stacks.of('AWS::IAM::Policy'))
    for (const role of listOf<{ Ref?: string }>(properties.Roles)) add(template, role.Ref ?? '', properties.PolicyDocument);
  for (const { template, id, properties } of stacks.of('AWS::IAM::Role'))
    for (const { PolicyDocument } of properties.Policies ?? []) add(template, id, PolicyDocument);
  return found;
};
