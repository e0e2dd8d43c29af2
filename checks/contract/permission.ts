import { arnOf, type Cluster, type Conditions, clusterAddons, podIdentities, type Statement } from '#model';
import { firstOf } from '../mechanism/pods';
import { defineContract, type End, type Sides } from './contract';
import { createdAt, listOf, objectsOf, usedBy } from './reading';
import { managedPoliciesOf, rightsOf } from './rights';

/** An ARN without what is the same of all that is beside the cluster. */
const short = (arn: string, { region, account }: Cluster): string => {
  const [own, ...rest] = arn.split(`:${region}:${account}:`);
  return rest.length === 1 && own?.startsWith('arn:aws:') ? `${own.slice('arn:aws:'.length)}:${rest[0]}` : arn;
};

const texts = (conditions: Conditions): string[] =>
  Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => `${operator} ${key} ${[...listOf<string>(value)].sort().join(' or ')}`),
  );

interface One {
  readonly account: string;
  readonly denied: boolean;
  readonly action: string;
  readonly arn: string;
  readonly conditions?: Conditions | undefined;
}

const told = ({ account, denied, action, arn, conditions = {} }: One, cluster: Cluster): string => {
  const when = texts(conditions).sort();
  return `${account}: ${denied ? 'never ' : ''}${action} on ${short(arn, cluster)}${when.length ? ` if ${when.join(' and ')}` : ''}`;
};

const toldOf = (account: string, statements: readonly Statement[], cluster: Cluster): string[] =>
  statements.flatMap(({ effect, actions, resources, conditions }) => {
    const arns = resources.length ? resources.map((resource) => arnOf(resource, cluster)) : ['*'];
    return actions.flatMap((action) =>
      arns.map((arn) => told({ ...{ account, denied: effect === 'Deny' }, ...{ action, arn, conditions } }, cluster)),
    );
  });

const managed = (account: string, policy: string): string => `${account}: what AWS keeps in ${policy}`;

/** What an add-on needs of AWS is written down beside its name. */
const ofAddons = function* ({ cluster }: Sides): Generator<End> {
  for (const { name, identity } of clusterAddons) {
    if (identity === undefined) continue;
    const account = `kube-system/${identity.serviceAccount}`;
    const values = [managed(account, identity.managedPolicy), ...toldOf(account, identity.statements?.(cluster) ?? [], cluster)];
    for (const value of values) yield { value, at: `add-on ${name}`, file: 'model/aws.ts' };
  }
};

export default defineContract({
  what: 'permission',
  kind: 'derived',
  why: 'Pods whose role lacks a right fail at the first call that needs it; a right that no definition asks for serves only who breaks in.',
  *created(sides) {
    for (const right of rightsOf(sides)) yield createdAt(right.at, told(right, sides.cluster));
    for (const { at, account, policy } of managedPoliciesOf(sides)) yield createdAt(at, managed(account, policy));
  },
  *used(sides) {
    const { platform, cluster } = sides;
    const accounts = new Map(
      objectsOf(sides, 'ServiceAccount').map((object) => [`${object.json.metadata.namespace}/${object.json.metadata.name}`, object]),
    );
    for (const { namespace, serviceAccount, statements, file } of podIdentities(platform, cluster)) {
      const account = `${namespace}/${serviceAccount}`;
      const object = accounts.get(account);
      // Accounts of charts are made by Argo CD; those that the component names are there.
      const component = cluster.components.find((each) => each.file === file && each.provides?.serviceAccounts?.includes(serviceAccount));
      for (const value of toldOf(account, statements, cluster)) {
        if (object) yield usedBy(object, value);
        else if (component) yield { value, at: `component ${component.name}`, file };
      }
    }
    yield* ofAddons(sides);
  },
  fix: {
    missing: 'let cdk/identity-stack.ts make the role from the definition, which says so',
    unused: "take it out of the role, or say in the definition that it is needed: a service's stores and events, a component's iam",
  },
  mutations: {
    template: (templates) => {
      const [policy] = templates
        .filter(({ stack }) => stack.endsWith('-identity'))
        .flatMap(({ resources }) => Object.values(resources).filter(({ Type }) => Type === 'AWS::IAM::Policy'));
      if (policy === undefined) throw new RangeError('no policy to change');
      policy.Properties.PolicyDocument.Statement.push({ Effect: 'Allow', Action: 'sqs:PurgeQueue', Resource: '*' });
    },
    manifest: (apps) => {
      const acting = apps.filter(({ objects }) => objects.some(({ json }) => json.kind === 'ConfigMap' && json.data?.CONSUMER_GROUP));
      firstOf(acting, 'ServiceAccount').metadata.name = 'somebody';
    },
  },
});
