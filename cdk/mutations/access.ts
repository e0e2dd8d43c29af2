import type { Mutations } from './mutation';

const everybody = 'lets everybody in';
const trust = 'Properties/AssumeRolePolicyDocument/Statement/0';
const open = { Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:GetCallerIdentity', Resource: '*' }] };
const inlined = (Action: string) => ({
  Type: 'AWS::IAM::Role',
  Properties: { Policies: [{ PolicyDocument: { Statement: { Effect: 'Allow', Action } } }] },
});

export const access = {
  'names whom it lets in': [
    [`open/ap-south-1-cluster noderole5FCEE529 ${trust}/Principal`, { AWS: ['*'] }, everybody],
    [`open/ap-south-1-cluster noderole5FCEE529 ${trust}/Principal`, undefined, everybody],
    [
      `open/ap-south-1-cluster teamfrontED830871 ${trust}/Condition`,
      undefined,
      'lets all of arn:aws:iam::888888888888:root in, without a condition',
    ],
    [
      `open/ap-south-1-cluster noderole5FCEE529 ${trust}/Principal`,
      { AWS: '777777777777' },
      'lets all of 777777777777 in, without a condition',
    ],
    ['open/ap-south-1-keys data7E2128CA Properties/KeyPolicy/Statement/0/Principal', '*', everybody],
    ['open/ap-south-1-search domain Properties/AccessPolicies/Statement/0/Principal', { AWS: '*' }, everybody],
    ['open/ap-south-1-queues kitchenpansPolicyBFA692EF Properties/PolicyDocument/Statement/0/Effect', 'Allow', everybody],
    ['registry/ap-south-1 menu Properties/RepositoryPolicyText/Statement/0/Principal', '*', everybody],
    ['open/ap-south-1-storage logpolicy Properties/PolicyDocument/Statement/1/Principal', '*', everybody],
    [
      'registry/ap-south-2 template Properties/RepositoryPolicy',
      '{"Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"ecr:BatchGetImage"}}',
      everybody,
    ],
    ['open/ap-south-1-governance alarmsPolicyD07AAF96 Properties/PolicyDocument/Statement/1/Principal', '*', everybody],
    ['terrace/ap-south-1-backup vault Properties/AccessPolicy', open, everybody],
    ['open/ap-south-1-network s3gateway Properties/PolicyDocument', open, everybody],
    ['open/us-east-1-dns questionspolicy Properties/PolicyDocument', JSON.stringify(open), everybody],
    ['open/ap-south-1-data more', { Type: 'AWS::Lambda::Permission', Properties: { Principal: '*', SourceAccount: '1' } }, everybody],
    [
      'open/ap-south-1-data more',
      { Type: 'AWS::Lambda::Permission', Properties: { Principal: 'events.amazonaws.com' } },
      'lets a service of AWS in for whomever it acts',
    ],
  ],
  'passes no role without a condition': [
    [
      'open/ap-south-1-identity usherusherDefaultPolicy3134D67F Properties/PolicyDocument/Statement/1/Action',
      ['iam:PassRole'],
      'passes roles without a condition',
    ],
    ['open/ap-south-1-identity more', inlined('iam:*'), 'passes roles without a condition'],
    ['open/ap-south-1-identity more', inlined('iam:p*'), 'passes roles without a condition'],
    ['open/ap-south-1-identity more', inlined('*'), 'passes roles without a condition'],
  ],
} satisfies Mutations;
