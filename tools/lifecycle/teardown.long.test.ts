import { resourcesOf, templatesOf } from '#cdk';
import { samplePlatform } from '#model/sample';
import { definition } from '#model/testing';
import { restaurant } from '../../cdk/testing';
import { teardownBy } from '../commands/teardown';
import type { Question } from './confirm';
import { stageOf } from './stage';
import { teardownOf } from './teardown';
import { type Answer, bareSample, hearing, recording } from './testing';
import { wavesBackwards } from './waves';

type Answers = readonly (readonly [RegExp, Answer | (() => Answer)])[];

/** Everything that the bare sample has, there and well. */
const stacks = (region: string, ...concerns: string[]): string =>
  concerns.map((each) => `open-${region}-${each}\tCREATE_COMPLETE\n`).join('');
const ours = ['keys', 'pipeline', 'governance', 'network', 'secrets', 'cluster', 'gateway', 'messages', 'identity', 'nodes'];
const there: Answers = [
  [/get-caller-identity/, '888888888888\n'],
  [/describe-stacks .*ap-south-1/, stacks('ap-south-1', ...ours)],
  [/describe-stacks .*us-east-1/, stacks('us-east-1', 'dns', 'records')],
];

const teardown = async (
  options: Record<string, string | boolean>,
  { answers = there, registry = bareSample('frugal'), ask = undefined as Question } = {},
) => {
  const port = recording(answers);
  const heard = hearing(registry);
  const code = await teardownBy(port, ask, { positionals: ['open'], options }, heard.context);
  return { code, port, ...heard };
};

const destroyed = (ran: readonly string[]): string[] => ran.filter((line) => line.startsWith('npx cdk destroy'));

describe('without --yes', () => {
  const asked: Record<string, string | boolean>[] = [{}, { plan: true }, { confirm: 'open' }, { json: true }];

  test.each(asked)('%j shows the plan, and runs nothing', async (options) => {
    const { code, port, printed } = await teardown(options);
    expect([code, port.ran]).toEqual([0, []]);
    expect(printed.join('\n')).toContain('cdk');
  });

  test('it names what survives, and what does it', async () => {
    const { printed } = await teardown({});
    expect(printed).toContain('\nwhat survives');
    expect(printed.join('\n')).toMatch(/AWS::KMS::Key secrets of open-ap-south-1, open\/ap-south-1-keys: waits for 30 days/);
    expect(printed.at(-1)).toBe("\nnothing was run; 'platform teardown open --yes' does it");
  });

  test('for programs it is one document', async () => {
    const { title, steps, survivors, staying } = JSON.parse((await teardown({ json: true })).printed.join('\n'));
    expect([title, staying]).toEqual(['tear down open', []]);
    expect(steps[0]).toMatchObject({ command: expect.arrayContaining(['aws', 'eks']) });
    expect(survivors[0]).toMatchObject({
      what: expect.any(String),
      where: expect.any(String),
      why: expect.any(String),
      remove: expect.any(String),
    });
  });
});

/** Somebody who types this. */
const says =
  (text: string): Question =>
  async () =>
    text;

describe('where customers are served', () => {
  const registry = bareSample('full');

  test.each([
    ['nobody is asked', { yes: true }, undefined, "the name of 'open' was not typed"],
    ['another name is given', { yes: true, confirm: 'opn' }, undefined, "'opn' was typed, not 'open'"],
    ['another name is typed', { yes: true }, says('yes'), "'yes' was typed, not 'open'"],
    ['a name is given, another typed', { yes: true, confirm: 'prod' }, says('open'), "'prod' was typed, not 'open'"],
  ])('nothing is run where %s', async (_, options, ask, fact) => {
    const { code, port, warned } = await teardown(options, { registry, ask });
    expect([code, port.ran]).toEqual([1, []]);
    expect(warned).toEqual([`platform: not-confirmed: ${fact}; nothing was run; add '--confirm open' if it is meant`]);
  });

  test.each([
    ['given', { yes: true, confirm: 'open' }, undefined],
    ['typed', { yes: true }, says(' open\n')],
  ])('it is done where the name is %s', async (_, options, ask) => {
    const { code, port } = await teardown(options, { registry, ask });
    expect(code).toBe(0);
    expect(destroyed(port.ran).length).toBeGreaterThan(2);
  });

  test('what holds data stays, with what it stands on, and what is protected is made free in steps of its own', async () => {
    const answers: Answers = [[/describe-load-balancers .*gateway-open/, 'arn:gateway\n'], ...there];
    const { port, printed } = await teardown({ yes: true, confirm: 'open' }, { registry, answers });
    const gone = destroyed(port.ran).join(' ');
    for (const concern of ['keys', 'network', 'cluster']) expect(gone).not.toContain(`open/ap-south-1-${concern} `);
    expect(printed.join('\n')).toMatch(
      /open\/ap-south-1-network\n +AWS::EC2::SecurityGroup of open\/ap-south-1-cluster stays, and needs AWS::EC2::VPC/,
    );
    const at = (pattern: RegExp): number => port.ran.findIndex((line) => pattern.test(line));
    const freed = [
      at(/update-termination-protection --no-enable-termination-protection --stack-name open-ap-south-1-gateway /),
      at(/modify-load-balancer-attributes --load-balancer-arn arn:gateway --attributes Key=deletion_protection.enabled,Value=false/),
    ];
    expect(freed).not.toContain(-1);
    expect(Math.max(...freed)).toBeLessThan(at(/^npx cdk destroy .*open\/ap-south-1-gateway/));
  });
});

test('an environment that spends little goes: from the last wave to the first stack', async () => {
  const { code, port } = await teardown({ yes: true });
  const short = port.ran.map((line) => line.replace('--kubeconfig cdk.out/lifecycle/open-ap-south-1.kubeconfig ', ''));
  const order = short.filter((line) => /^(kubectl (delete|patch)|npx cdk)/.test(line));
  expect([code, order.join('\n')]).toMatchInlineSnapshot(`
    [
      0,
      "kubectl delete applications.argoproj.io kitchen menu waiter --namespace gitops --ignore-not-found --wait=false
    kubectl delete ingresses.networking.k8s.io --all --all-namespaces --timeout 10m
    kubectl delete applications.argoproj.io door scraper vault --namespace gitops --ignore-not-found --wait=false
    kubectl delete applications.argoproj.io gitops kinds porter --namespace gitops --ignore-not-found --wait=false
    kubectl delete applications.argoproj.io namespaces --namespace gitops --ignore-not-found --wait=false
    kubectl delete applications.argoproj.io root apps --namespace gitops --ignore-not-found
    kubectl delete persistentvolumeclaims --all --all-namespaces --timeout 15m
    npx cdk destroy open/us-east-1-records --app cdk.out/lifecycle/open --exclusively --force
    npx cdk destroy open/ap-south-1-nodes open/ap-south-1-identity --app cdk.out/lifecycle/open --exclusively --force --concurrency 2
    npx cdk destroy open/ap-south-1-messages open/ap-south-1-gateway open/ap-south-1-cluster --app cdk.out/lifecycle/open --exclusively --force --concurrency 3
    npx cdk destroy open/ap-south-1-secrets open/ap-south-1-network open/ap-south-1-governance --app cdk.out/lifecycle/open --exclusively --force --concurrency 3
    npx cdk destroy open/us-east-1-dns --app cdk.out/lifecycle/open --exclusively --force
    npx cdk destroy open/ap-south-1-pipeline open/ap-south-1-keys --app cdk.out/lifecycle/open --exclusively --force --concurrency 2",
    ]
  `);
});

test('a second run does only what is left', async () => {
  const left: Answers = [
    [/get-caller-identity/, '888888888888\n'],
    [/describe-stacks .*ap-south-1/, `${stacks('ap-south-1', 'keys', 'network')}open-ap-south-1-cluster\tDELETE_COMPLETE\n`],
  ];
  const { code, port } = await teardown({ yes: true }, { answers: left });
  expect(code).toBe(0);
  expect(port.ran.filter((line) => line.startsWith('kubectl --kubeconfig'))).toEqual([]);
  expect(destroyed(port.ran)).toEqual([
    expect.stringMatching(/^npx cdk destroy open\/ap-south-1-network --app/),
    expect.stringMatching(/^npx cdk destroy open\/ap-south-1-keys --app/),
  ]);
});

test('a stack that fails stops it, and nothing before it in the graph goes', async () => {
  const failing: Answers = [...there, [/^npx cdk destroy .*-cluster/, { code: 1, stderr: 'DELETE_FAILED' }]];
  const { code, port, warned } = await teardown({ yes: true }, { answers: failing });
  expect(code).toBe(1);
  expect(warned[0]).toMatch(
    /^tear down open: step-failed: step \d+ of \d+, 'stacks of ap-south-1 go: .*cluster.*', ended with 1; see in the events of the stack what stood in the way/,
  );
  expect(destroyed(port.ran).join(' ')).not.toContain('network');
});

test('a cluster that cannot be reached can be left out; what its controllers made is found by tags', async () => {
  const { code, port } = await teardown(
    { yes: true, 'skip-cluster': true },
    { answers: [[/get-resources .*loadbalancer /, 'arn:made\n'], ...there] },
  );
  expect(code).toBe(0);
  expect(port.ran.filter((line) => line.startsWith('kubectl'))).toEqual([]);
  expect(port.ran).toContain('aws elbv2 delete-load-balancer --load-balancer-arn arn:made --region ap-south-1');
});

describe('waves', () => {
  const usher = {
    purpose: 'Has nodes made in AWS.',
    after: ['kinds'],
    chart: { repository: 'https://charts.sample.org', name: 'usher', version: '1.0.0' },
    iam: () => ({ usher: [] }),
    provides: { kinds: { 'ushers.example/v1': { cluster: ['Bench'] } }, serviceAccounts: ['usher'] },
  };
  const platform = samplePlatform({
    ...bareSample('frugal'),
    components: [...bareSample('frugal').components, definition('components/sample/usher.ts', usher)],
  });
  const stage = stageOf(platform, 'open');
  const [cluster] = stage.clusters;
  const lines = teardownOf(stage).steps.map(({ command, each = [] }) => [...each.flat(), ...command].join(' '));
  const at = (pattern: RegExp): number => lines.findIndex((line) => pattern.test(line));

  test('every Application goes after those that came later, and is waited for', () => {
    if (cluster === undefined) throw new Error('the sample has a cluster');
    const waves = wavesBackwards(stage, cluster);
    expect(waves.map(({ wave }) => wave)).toEqual([...waves.map(({ wave }) => wave)].sort((a, b) => b - a));
    const gone = waves.map(({ names }) =>
      [`delete .* ${names.join(' ')} `, `wait .*/${names.at(-1)} `].map((text) => at(new RegExp(text))),
    );
    expect(gone.flat()).toEqual([...gone.flat()].sort((a, b) => a - b));
    expect(gone.flat()).not.toContain(-1);
  });

  test('nothing makes them anew, from before the first goes until after the last', () => {
    expect(at(/ root .* patch \{1\}/)).toBeLessThan(at(/ apps .* patch \{1\}/));
    expect(at(/ apps .* patch \{1\}/)).toBeLessThan(at(/ delete applications/));
    expect(at(/ delete applications\S* root apps /)).toBeGreaterThan(at(/\/namespaces .*--for delete/));
  });

  test('objects of what acts in AWS go while it still runs', () => {
    const own = at(/--api-group ushers\.example .* --cascade=foreground/);
    expect(own).toBeGreaterThan(at(/ delete applications\S* .*waiter/));
    expect(own).toBeLessThan(at(/ delete applications\S* .*usher/));
    // Their Application has them in Git.
    const suspended = at(/get applications\S* usher .* patch \{1\} .*"automated":null/);
    expect([suspended > -1, suspended < own]).toEqual([true, true]);
  });

  test('hooks are let go between the deletion of their Application and the wait for it', () => {
    const restaurants = teardownOf(stageOf(restaurant, 'open')).steps.map(({ command, each = [] }) =>
      [...each.flat(), ...command].join(' '),
    );
    const index = (pattern: RegExp): number => restaurants.findIndex((line) => pattern.test(line));
    const hooks = index(/get jobs\.batch kitchen-migrate waiter-migrate .*"finalizers":null/);
    expect(hooks).toBe(index(/ delete applications\S* .*kitchen/) + 1);
    expect(hooks).toBe(index(/ wait applications.*\/kitchen\b/) - 1);
  });

  test('a network goes after the interfaces that its nodes left', () => {
    expect(at(/describe-network-interfaces/)).toBeGreaterThan(at(/npx cdk destroy .*-cluster/));
    expect(at(/describe-network-interfaces/)).toBeLessThan(at(/npx cdk destroy .*-network/));
  });
});

describe('what AWS deletes only when it is empty', () => {
  const steps = teardownOf(stageOf(restaurant, 'open')).steps.map(({ command, each = [] }) => [...each.flat(), ...command].join(' '));
  const at = (pattern: RegExp): number => steps.findIndex((line) => pattern.test(line));

  test.each([
    [/delete-recovery-point /, /cdk destroy .*-backup/],
    [/delete-objects .*receipts/, /cdk destroy .*-storage/],
    [/delete-objects .*audit/, /cdk destroy .*-governance/],
    [/change-resource-record-sets/, /cdk destroy .*-dns/],
  ])('%s is before %s', (empties, destroys) => {
    expect(at(empties)).toBeGreaterThan(-1);
    expect(at(empties)).toBeLessThan(at(destroys));
  });

  test('a trail is stopped before its bucket is emptied', () => expect(at(/stop-logging/)).toBeLessThan(at(/delete-objects .*audit/)));

  test('images are not among it: another environment may run them', () => {
    expect(steps.filter((line) => line.includes(' ecr '))).toEqual([]);
    const { survivors } = teardownOf(stageOf(restaurant, 'registry'));
    const named = survivors.map(({ what }) => what).filter((what) => /repository|Repository|images of/.test(what));
    const repositories = resourcesOf(templatesOf(restaurant), 'AWS::ECR::Repository').map(({ Properties }) => Properties.RepositoryName);
    expect(repositories.length).toBeGreaterThan(2);
    for (const name of repositories)
      expect(named).toEqual(expect.arrayContaining([`AWS::ECR::Repository ${name}`, `copies of the images of ${name}`]));
  });
});
