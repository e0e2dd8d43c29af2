import { deployBy } from '../commands/deploy';
import { type Answer, bareSample, hearing, recording } from './testing';

/** What AWS answers where everything is prepared. */
const prepared: readonly (readonly [RegExp, Answer | (() => Answer)])[] = [[/get-caller-identity/, '888888888888\n']];

const deploy = async (
  options: Record<string, string | boolean> = {},
  answers = prepared,
  registry = bareSample('frugal'),
  names = ['open'],
) => {
  const port = recording([...answers, [/^kubectl .* get applications/, { code: 1, stderr: 'not found' }]]);
  const heard = hearing(registry);
  const code = await deployBy(port, { positionals: names, options }, heard.context);
  return { code, port, ...heard };
};

const stackCalls = (ran: readonly string[]): string[] => ran.filter((line) => line.startsWith('npx cdk deploy'));

test('an environment that spends little, from bare accounts to a cluster that follows Git: exactly these commands', async () => {
  const { code, port, printed } = await deploy();
  expect([code, port.ran.join('\n')]).toMatchInlineSnapshot(`
    [
      0,
      "aws --version
    kubectl version --client
    helm version --short
    aws sts get-caller-identity --query Account --output text
    aws ssm get-parameter --name /cdk-bootstrap/hnb659fds/version --query Parameter.Value --output text --region ap-south-1
    aws ssm get-parameter --name /cdk-bootstrap/hnb659fds/version --query Parameter.Value --output text --region us-east-1
    aws ecr batch-get-image --registry-id 999999999999 --repository-name kitchen --image-ids imageTag=any --query 'failures[].[failureCode]' --output text --region ap-south-1
    npx platform synth --check
    aws cloudformation describe-stacks --query 'Stacks[].[StackName,StackStatus]' --output text --region ap-south-1
    aws cloudformation describe-stacks --query 'Stacks[].[StackName,StackStatus]' --output text --region us-east-1
    npx cdk synth 'open/*' --quiet --no-lookups --output cdk.out/lifecycle/open
    npx cdk deploy open/ap-south-1-keys open/ap-south-1-pipeline --app cdk.out/lifecycle/open --exclusively --require-approval never --outputs-file cdk.out/lifecycle/open-outputs-1.json --concurrency 2 --progress events
    npx cdk deploy open/us-east-1-dns --app cdk.out/lifecycle/open --exclusively --require-approval never --outputs-file cdk.out/lifecycle/open-outputs-2.json
    node --eval 'require('\\''node:dns'\\'').resolveNs(process.argv[1], (error, names) => { if (error) throw error; console.log(names.join('\\'' '\\'')); })' restaurant.example.org
    npx cdk deploy open/ap-south-1-governance open/ap-south-1-network open/ap-south-1-secrets --app cdk.out/lifecycle/open --exclusively --require-approval never --outputs-file cdk.out/lifecycle/open-outputs-3.json --concurrency 3 --progress events
    npx cdk deploy open/ap-south-1-cluster open/ap-south-1-gateway open/ap-south-1-messages --app cdk.out/lifecycle/open --exclusively --require-approval never --outputs-file cdk.out/lifecycle/open-outputs-4.json --concurrency 3 --progress events
    npx cdk deploy open/ap-south-1-identity open/ap-south-1-nodes --app cdk.out/lifecycle/open --exclusively --require-approval never --outputs-file cdk.out/lifecycle/open-outputs-5.json --concurrency 2 --progress events
    npx cdk deploy open/us-east-1-records --app cdk.out/lifecycle/open --exclusively --require-approval never --outputs-file cdk.out/lifecycle/open-outputs-6.json
    aws eks update-kubeconfig --name open-ap-south-1 --region ap-south-1 --role-arn arn:aws:iam::888888888888:role/open-ap-south-1-team-back --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig --alias open-ap-south-1
    kubectl --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig get --raw /readyz --request-timeout 20s
    kubectl --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig apply --server-side --force-conflicts --field-manager argocd-controller --filename argocd/bootstrap/open-ap-south-1/namespace_gitops.yaml
    kubectl --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig apply --server-side --force-conflicts --field-manager argocd-controller --filename argocd/bootstrap/open-ap-south-1/networkpolicy.networking.k8s.io_gitops_default-deny.yaml
    kubectl --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig get applications.argoproj.io gitops --namespace gitops --output name
    helm upgrade --install gitops gitops --repo https://charts.sample.org --version 2.0.0 --namespace gitops --values argocd/bootstrap/open-ap-south-1/values.yaml --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig --wait --timeout 15m
    kubectl --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig wait --for condition=Established --timeout 5m customresourcedefinition/applications.argoproj.io
    kubectl --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig apply --server-side --force-conflicts --field-manager argocd-controller --filename argocd/bootstrap/open-ap-south-1/appproject.argoproj.io_gitops_root.yaml
    kubectl --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig apply --server-side --force-conflicts --field-manager argocd-controller --filename argocd/bootstrap/open-ap-south-1/application.argoproj.io_gitops_root.yaml
    kubectl --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig wait applications.argoproj.io/root --namespace gitops --for jsonpath={.status.sync.status}=Synced --timeout 10m",
    ]
  `);
  expect(printed.at(-1)).toBe(
    `  by hand: aws secretsmanager put-secret-value --region ap-south-1 --secret-id restaurant/open/waiter/till-key --secret-string '{"value":"…"}'`,
  );
});

test('a dry run shows every step, and runs nothing', async () => {
  const real = await deploy();
  const { code, port, printed } = await deploy({ 'dry-run': true });
  expect([code, port.ran]).toEqual([0, []]);
  const shown = printed.flatMap((line) => / {6}(?:\$|unless) (.*)$/.exec(line)?.[1] ?? []);
  expect(shown.sort()).toEqual([...real.port.ran].sort());
  const json = await deploy({ 'dry-run': true, json: true });
  expect(json.port.ran).toEqual([]);
  const { title, checks, steps } = JSON.parse(json.printed.join('\n'));
  expect([title, checks.length + steps.length]).toEqual(['deploy open', shown.length - 1]);
  for (const step of [...checks, ...steps])
    expect(step).toMatchObject({
      what: expect.any(String),
      why: expect.any(String),
      otherwise: expect.any(String),
      command: expect.any(Array),
    });
});

test('a check that fails stops everything before anything is changed', async () => {
  const { code, port, warned } = await deploy({}, [[/get-caller-identity/, '123456789012\n']]);
  expect(code).toBe(1);
  expect(warned).toEqual([
    "deploy open: step-failed: check 4 of 10, 'credentials are those of account 888888888888', printed '123456789012', not '888888888888'; " +
      'take credentials of account 888888888888, for example by AWS_PROFILE, then run it again: what is done stays done',
    '    $ aws sts get-caller-identity --query Account --output text',
    '    123456789012',
  ]);
  expect(stackCalls(port.ran)).toEqual([]);
});

test('a stack that fails stops it with the command, what it said, and what to do; a second run does what is left', async () => {
  let broken = true;
  const answers = [
    ...prepared,
    [/^npx cdk deploy .*-cluster/, () => (broken ? { code: 1, stderr: 'first\nCREATE_FAILED: no such zone' } : '')],
  ] as const;
  const first = await deploy({}, answers);
  expect(first.code).toBe(1);
  expect(first.warned[0]).toMatch(
    /^deploy open: step-failed: step \d+ of \d+, 'stacks of ap-south-1: .*cluster.*', ended with 1; see 'npx cdk diagnose .*', mend it, then run it again/,
  );
  expect(first.warned[1]).toBe(`    $ ${stackCalls(first.port.ran).at(-1)}`);
  expect(first.warned.slice(2)).toEqual(['    first', '    CREATE_FAILED: no such zone']);
  expect(first.port.ran.filter((line) => line.startsWith('kubectl --kubeconfig'))).toEqual([]);
  broken = false;
  const second = await deploy({}, answers);
  expect(second.code).toBe(0);
  expect(stackCalls(second.port.ran).slice(0, stackCalls(first.port.ran).length)).toEqual(stackCalls(first.port.ran));
  expect(second.port.ran.some((line) => line.startsWith('helm upgrade --install'))).toBe(true);
});

test('the answer for programs says what became of each step', async () => {
  const { code, printed } = await deploy({ json: true }, [...prepared, [/^npx cdk deploy .*-cluster/, { code: 1, stderr: 'no' }]]);
  const { ok, checks, steps } = JSON.parse(printed.join('\n'));
  expect([code, ok]).toEqual([1, false]);
  expect(new Set(checks.map(({ result }: { result: string }) => result))).toEqual(new Set(['done']));
  const results: string[] = steps.map(({ result }: { result: string }) => result);
  expect(results.filter((result) => result === 'failed')).toHaveLength(1);
  expect(results.slice(results.indexOf('failed') + 1).every((result) => result === 'not run')).toBe(true);
  expect(steps[results.indexOf('failed')].failure).toMatchObject({ code: 1, said: ['no'] });
});

test('once Argo CD keeps itself it is not installed again', async () => {
  const { port } = await deploy({}, [...prepared, [/get applications\S* gitops/, 'application.argoproj.io/gitops\n']]);
  expect(port.ran.filter((line) => line.startsWith('helm upgrade'))).toEqual([]);
});

test('where an API server cannot be reached, it is said how to', async () => {
  const { code, warned } = await deploy({ tunnel: '9000' }, [...prepared, [/get --raw/, { code: 1, stderr: 'i/o timeout' }]]);
  expect(code).toBe(1);
  expect(warned[0]).toContain('answers only inside its VPC');
  expect(warned[0]).toContain("add '--tunnel 9000'");
  expect(warned[0]).toContain('AWS-StartPortForwardingSessionToRemoteHost');
});

describe('a tunnel', () => {
  test('leads to the API server under a name that its certificate has', async () => {
    const { port } = await deploy({ tunnel: '9000' });
    expect(port.ran).toContain(
      'kubectl --kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig config set-cluster arn:aws:eks:ap-south-1:888888888888:cluster/open-ap-south-1 ' +
        '--server https://127.0.0.1:9000 --tls-server-name kubernetes.default.svc',
    );
  });
});

describe('where nothing may be deleted', () => {
  const full = bareSample('full');
  const withStates = (states: string) => deploy({ 'skip-cluster': true }, [...prepared, [/describe-stacks .*ap-south-1/, states]], full);

  test('the first deployment keeps what fails', async () => {
    const calls = stackCalls((await withStates('')).port.ran);
    expect(calls.length).toBeGreaterThan(3);
    expect(calls.filter((line) => !line.includes('--no-rollback'))).toEqual([]);
  });

  test('a stack that is there rolls back, one that stopped half-way goes on', async () => {
    const { port } = await withStates(
      'open-ap-south-1-keys\tCREATE_COMPLETE\nopen-ap-south-1-network\tUPDATE_FAILED\nopen-ap-south-1-cluster\tUPDATE_COMPLETE\n',
    );
    const keeping = (stack: string) =>
      stackCalls(port.ran)
        .find((line) => line.includes(`open/ap-south-1-${stack} `))
        ?.includes('--no-rollback');
    expect(['keys', 'network', 'cluster', 'identity'].map(keeping)).toEqual([false, true, false, true]);
  });

  test('elsewhere everything rolls back, unless it stopped half-way', async () => {
    expect(stackCalls((await deploy()).port.ran).filter((line) => line.includes('--no-rollback'))).toEqual([]);
    const stopped = await deploy({}, [...prepared, [/describe-stacks .*ap-south-1/, 'open-ap-south-1-keys\tCREATE_FAILED\n']]);
    expect(stackCalls(stopped.port.ran).filter((line) => line.includes('--no-rollback'))).toEqual([
      expect.stringContaining(' open/ap-south-1-keys --app'),
    ]);
  });
});

test('one stack alone is deployed alone, and clusters are left', async () => {
  const { port } = await deploy({ only: 'open/us-east-1-dns' });
  expect(stackCalls(port.ran)).toEqual([expect.stringMatching(/^npx cdk deploy open\/us-east-1-dns --app/)]);
  expect(port.ran.filter((line) => /^(kubectl|helm)/.test(line))).toEqual([]);
});

test('clusters are left where that is asked for', async () => {
  const { port, printed } = await deploy({ 'skip-cluster': true });
  expect(port.ran.filter((line) => /^(kubectl|helm)/.test(line))).toEqual([]);
  expect(printed).toContain('  clusters are left as they are');
});

test('a cluster without a release gets its stacks, and is told of', async () => {
  const unreleased = bareSample('frugal', { 'releases/open.json': { revision: null } });
  const { code, port, printed } = await deploy({}, prepared, unreleased);
  expect(code).toBe(0);
  expect(port.ran.filter((line) => /^(kubectl|helm)/.test(line))).toEqual([]);
  expect(printed.join('\n')).toContain('open-ap-south-1 has no release yet, so there is nothing that it could follow');
});

test.each([
  [[], {}, 2, "platform: wrong-usage: no environment is named; use it as 'platform deploy"],
  [['open', 'too'], {}, 2, "platform: wrong-usage: 'too' is one environment too many; use it as"],
  [['open'], { tunnel: '0' }, 2, "platform: wrong-usage: --tunnel is '0', not a port; use it as"],
  [['opn'], {}, 1, "platform: unknown-environment: 'opn' is not an environment; did you mean 'open'?"],
  [
    ['open'],
    { only: 'open/us-east-1-dsn' },
    1,
    "platform: unknown-stack: 'open/us-east-1-dsn' is not a stack of open; did you mean 'open/us-east-1-dns'?",
  ],
])('deploy %j %j ends with %i, and nothing was run', async (names, options, code, message) => {
  const found = await deploy(options as Record<string, string>, prepared, bareSample('frugal'), names);
  expect([found.code, found.port.ran, found.warned.length]).toEqual([code, [], 1]);
  expect(found.warned[0]?.startsWith(message)).toBe(true);
});
