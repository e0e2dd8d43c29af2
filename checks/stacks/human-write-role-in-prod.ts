import { listOf } from '../contract/reading';
import { actionsByRole, managedPoliciesOf, principalsOf, type Statement, trustsOf } from './reading/policies';
import { defineStackRule, firstWhere, isFull } from './rule';

/** Actions that change nothing. */
const reads = /^[\w-]+:(Describe|Get|List|BatchGet|Head|Lookup|Search|Select|Query|Scan|View|Filter|Start(Query|LiveTail))\w*\*?$/;

/** A policy that AWS writes and that changes nothing. */
const readsOnly = /(ReadOnly|ViewOnly|SecurityAudit)/;

/** Whether whoever is let in may be a person: all of an account, unless roles are named, or somebody's own login. */
const letsPeopleIn = (statement: Statement): boolean => {
  const roles = Object.values(statement.Condition ?? {}).some((keys) => 'aws:PrincipalArn' in keys || 'aws:SourceArn' in keys);
  const accounts = principalsOf(statement, 'AWS').some((arn) => /:root"?|^"\d{12}"$/.test(JSON.stringify(arn)));
  return (accounts && !roles) || listOf<string>(statement.Action).some((action) => action === 'sts:AssumeRoleWithSAML');
};

export default defineStackRule({
  why: 'Whoever may change production by hand does so one day, and from then on it is not what the repository says.',
  incidents: ['I22'],
  *check(stacks) {
    const actions = actionsByRole(stacks);
    for (const role of stacks.of('AWS::IAM::Role').filter(({ template }) => isFull(stacks.platform, template))) {
      if (!trustsOf(role).some(letsPeopleIn)) continue;
      const writes = [
        ...(actions.get(`${role.template.stack} ${role.id}`) ?? []).filter((action) => !reads.test(action)),
        ...managedPoliciesOf(role).filter((policy) => !readsOnly.test(policy)),
      ];
      if (writes.length === 0) continue;
      const fact = `people may act as '${role.properties.RoleName ?? role.id}', which may ${writes.join(', ')}`;
      yield { at: role, fact, fix: 'let it read only; changes go through the repository' };
    }
    for (const set of stacks.of('AWS::SSO::PermissionSet').filter(({ template }) => isFull(stacks.platform, template))) {
      const writes = listOf<string>(set.properties.ManagedPolicies).filter((policy) => !readsOnly.test(policy));
      if (writes.length > 0) yield { at: set, fact: `people are given ${writes.join(', ')}`, fix: 'give them ReadOnlyAccess' };
    }
  },
  mutation: (templates) => {
    const { template } = firstWhere(templates, 'AWS::IAM::Role', ({ Properties }) => /-team-/.test(Properties.RoleName ?? ''));
    const full = templates.find(({ stack, terminationProtection }) => terminationProtection && stack.endsWith('-cluster')) ?? template;
    const { resource } = firstWhere([full], 'AWS::IAM::Role', ({ Properties }) => /-team-/.test(Properties.RoleName ?? ''));
    resource.Properties.ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
  },
});
