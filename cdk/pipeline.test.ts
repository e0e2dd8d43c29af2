import { samplePlatform } from '#model/sample';
import { kitchen, menu, organisation, sampleWith, waiter } from '#model/testing';
import { listOf, type PlacedStatement, resourcesOf } from './reading';
import { templatesOf } from './templates';
import { restaurant } from './testing';

const stacks = templatesOf(restaurant);

/** What a role lets in, and what it may do. */
const roleOf = (stack: string, workflow: string) => {
  const here = stacks.filter((each) => each.stack === stack);
  const role = resourcesOf(here, 'AWS::IAM::Role').find(({ Properties }) => Properties.RoleName.endsWith(`-${workflow}`));
  const [{ Condition = {} } = {} as PlacedStatement] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
  const policy = resourcesOf(here, 'AWS::IAM::Policy').find(({ Properties }) => Properties.Roles[0].Ref === role?.id);
  const statements: PlacedStatement[] = policy?.Properties.PolicyDocument.Statement ?? [];
  return {
    subjects: listOf(Condition.StringEquals?.['token.actions.githubusercontent.com:sub']),
    actions: statements.flatMap(({ Action }) => listOf(Action)),
    resources: statements.flatMap(({ Resource }) => listOf(Resource)),
    seconds: role?.Properties.MaxSessionDuration,
  };
};

test('a deployment may assume the roles of the bootstrap in its own regions, and do nothing by itself', () => {
  const { subjects, actions, resources, seconds } = roleOf('terrace/ap-south-1-pipeline', 'deploy');
  expect({ subjects, actions, seconds }).toEqual({
    subjects: ['repo:sample/restaurant:environment:terrace'],
    actions: ['sts:AssumeRole'],
    seconds: 7200,
  });
  expect(resources).toEqual(
    ['ap-south-1', 'ap-south-2'].flatMap((region) =>
      ['deploy', 'file-publishing'].map((kind) => `arn:aws:iam::777777777777:role/cdk-hnb659fds-${kind}-role-777777777777-${region}`),
    ),
  );
});

test('a comparison reads templates of its own environment, and writes nothing', () => {
  const { subjects, actions, resources } = roleOf('open/ap-south-1-pipeline', 'diff');
  expect(subjects).toEqual(['repo:sample/restaurant:ref:refs/heads/main', 'repo:sample/restaurant:pull_request']);
  expect(actions.filter((action) => !/:(Describe|Get)/.test(action))).toEqual([]);
  expect(resources).toEqual(['arn:aws:cloudformation:ap-south-1:888888888888:stack/open-*/*']);
});

test('images are pushed from main alone, to the repositories of services', () => {
  const { subjects, resources } = roleOf('registry/ap-south-1-pipeline', 'build');
  expect(subjects).toEqual(['repo:sample/restaurant:ref:refs/heads/main']);
  expect(resources).toEqual([
    '*',
    ...['kitchen', 'menu', 'waiter'].map((name) => `arn:aws:ecr:ap-south-1:999999999999:repository/${name}`),
  ]);
});

test('where every image comes from elsewhere, nobody pushes or tags', () => {
  const image = 'ghcr.io/sample/pot';
  const elsewhere = samplePlatform(sampleWith(Object.fromEntries([kitchen, menu, waiter].map((file) => [file, { image, ...probed }]))));
  const roles = resourcesOf(templatesOf(elsewhere), 'AWS::IAM::Role').map(({ Properties }) => String(Properties.RoleName));
  expect(roles.filter((name) => name.startsWith('pipeline-registry'))).toEqual(['pipeline-registry-diff', 'pipeline-registry-deploy']);
});

/** Images that are not built here say how they are asked. */
const probed = { probes: { ready: { http: '/well' } } };

test('a promotion tags images, and can upload none', () =>
  expect(roleOf('registry/ap-south-1-pipeline', 'promote').actions).toEqual(['ecr:BatchGetImage', 'ecr:DescribeImages', 'ecr:PutImage']));

const issuers = (all: typeof stacks): string[] => resourcesOf(all, 'AWS::IAM::OIDCProvider').map(({ stack }) => stack.account);

test('each account knows GitHub once, also where two environments share it', () => {
  expect(issuers(stacks).sort()).toEqual(['777777777777', '888888888888', '999999999999']);
  const shared = samplePlatform(sampleWith({ [organisation]: { registryAccount: '888888888888' } }));
  expect(issuers(templatesOf(shared))).toEqual(['888888888888']);
});

test('where the repository is elsewhere, nobody is let in from outside', () => {
  const elsewhere = samplePlatform(sampleWith({ [organisation]: { repository: 'https://git.example.org/sample/restaurant' } }));
  expect(templatesOf(elsewhere).filter(({ stack }) => stack.endsWith('-pipeline'))).toEqual([]);
});
