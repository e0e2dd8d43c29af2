import { resourcesOf } from './reading';
import { type StackTemplate, templatesOf } from './templates';
import { restaurant } from './testing';

const stacks = templatesOf(restaurant);
const named = (name: string): StackTemplate => stacks.find(({ stack }) => stack === name) as StackTemplate;
// biome-ignore lint/suspicious/noExplicitAny: properties of any resource
const only = (stack: string, type: string): any => resourcesOf([named(stack)], type)[0]?.Properties;

describe('an Argo CD that AWS runs', () => {
  const stack = 'terrace/ap-south-1-gitops';

  test('belongs to its cluster, and comes after it', () => {
    expect(only(stack, 'AWS::EKS::Capability')).toMatchObject({ ClusterName: 'terrace-ap-south-1', Type: 'ARGOCD' });
    expect(named(stack).after).toContain('terrace/ap-south-1-cluster');
  });

  test('reads the namespace of the component that it is, and is administered by the group of the organisation', () =>
    expect(only(stack, 'AWS::EKS::Capability').Configuration).toEqual({
      ArgoCd: {
        Namespace: 'concierge',
        AwsIdc: { IdcInstanceArn: 'arn:aws:sso:::instance/ssoins-0123456789abcdef', IdcRegion: 'ap-south-1' },
        RbacRoleMappings: [{ Role: 'ADMIN', Identities: [{ Id: '01234567-89ab-cdef-0123-456789abcdef', Type: 'SSO_GROUP' }] }],
      },
    }));

  test('may do what it needs on the cluster before it is made, and nothing in AWS', () => {
    const { argocd } = named(stack).resources;
    expect(argocd?.DependsOn).toEqual(['access']);
    expect(
      only(stack, 'AWS::EKS::AccessEntry').AccessPolicies.map(({ PolicyArn }: { PolicyArn: string }) => PolicyArn.split('/')[1]),
    ).toEqual(['AmazonEKSArgoCDClusterPolicy', 'AmazonEKSArgoCDPolicy', 'AmazonEKSClusterAdminPolicy']);
    expect(resourcesOf([named(stack)], 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')).toEqual([]);
    const { ManagedPolicyArns, Policies } = only(stack, 'AWS::IAM::Role');
    expect([ManagedPolicyArns, Policies]).toEqual([undefined, undefined]);
  });

  test('acts as a role that EKS alone may take, in the form that EKS asks for', () =>
    expect(only(stack, 'AWS::IAM::Role').AssumeRolePolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: { Service: 'capabilities.eks.amazonaws.com' } },
    ]));

  test('is nowhere where Argo CD runs on the cluster', () =>
    expect(stacks.filter(({ stack: each }) => each.startsWith('open/') && each.endsWith('-gitops'))).toEqual([]));
});

describe('a key of a component', () => {
  const [key] = resourcesOf([named('terrace/ap-south-1-keys')], 'AWS::KMS::Key').filter(({ id }) => id.startsWith('safe'));
  const [keeping, using] = key?.Properties.KeyPolicy.Statement ?? [];

  test('is found by its alias', () => {
    const aliases = resourcesOf([named('terrace/ap-south-1-keys')], 'AWS::KMS::Alias').map(({ Properties }) => Properties.AliasName);
    expect(aliases).toContain('alias/terrace-ap-south-1/safe/lock');
  });

  test('is kept by the account, which can neither use it nor lend it', () => {
    expect(keeping.Condition).toBeUndefined();
    expect(keeping.Action.filter((action: string) => /crypt|Generate|Grant$|\*/.test(action))).toEqual(['kms:RevokeGrant']);
  });

  test('is used by the pods of the component alone, as far as they say', () => {
    expect(key?.Properties.KeyPolicy.Statement).toHaveLength(2);
    expect(using.Action).toEqual(['kms:Decrypt', 'kms:Encrypt']);
    expect(JSON.stringify(using.Condition)).toContain(':iam::777777777777:role/terrace-ap-south-1-safe-safe');
    expect(Object.keys(using.Condition)).toEqual(['ArnEquals']);
  });

  test('is only where the component is', () =>
    expect(resourcesOf([named('open/ap-south-1-keys')], 'AWS::KMS::Key').filter(({ id }) => id.startsWith('safe'))).toEqual([]));
});
