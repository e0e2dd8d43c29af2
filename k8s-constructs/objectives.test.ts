import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latencyEdges, objectivesOf, type Tier } from '#model';
import { ObjectiveRules } from './objectives';
import { objectsOf } from './objects';
import type { PrometheusRule } from './prometheus-rule';

const service = { name: 'orders', partOf: 'shop', team: 'front', environment: 'open' };
const tier: Tier = 'standard';
const objectives = objectivesOf({ tier });
if (objectives === undefined) throw new Error('a standard service promises something');

const rules = (promise = objectives): PrometheusRule['spec'] => {
  const [object] = objectsOf('sample', (chart) => new ObjectiveRules(chart, 'objectives', { ...service, tier, objectives: promise }));
  object?.model?.validate();
  return object?.json.spec as PrometheusRule['spec'];
};

const folder = mkdtempSync(join(tmpdir(), 'objectives-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'rules.json'), JSON.stringify(rules()));

const installed = spawnSync('promtool', ['--version']).error === undefined;
if (!installed)
  process.stderr.write('\npromtool is not installed: what Prometheus makes of the rules is NOT tested (apt-get install prometheus)\n');

const promtool = (...words: string[]): string => {
  if (!installed) return 'SUCCESS';
  const { stdout, stderr } = spawnSync('promtool', words, { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
};

const labels = 'namespace="shop",service="orders",route="/orders"';
const answered = (failed: number): object[] => [
  { series: `http_requests_total{${labels},status="200"}`, values: `0+${1000 - failed}x4700` },
  { series: `http_requests_total{${labels},status="500"}`, values: `0+${failed}x4700` },
];

/** The alerts that fire at a time, of those on availability. */
const firing = (input: readonly object[], minute: number, alerts: readonly string[], fires: boolean): string => {
  const on = (alert: string) => ({
    eval_time: `${minute}m`,
    alertname: alert,
    exp_alerts: fires ? [{ exp_labels: { ...expected[alert], service: 'orders', namespace: 'shop', sli: 'availability' } }] : [],
  });
  const test = { interval: '1m', input_series: input, alert_rule_test: alerts.map(on) };
  writeFileSync(join(folder, 'test.json'), JSON.stringify({ rule_files: ['bare.json'], evaluation_interval: '1m', tests: [test] }));
  return promtool('test', 'rules', 'test.json');
};

const owners = { team: 'front', tier, env: 'open', runbook: 'slo-burn' };
const expected: Record<string, object> = {
  SloBurnFast: { ...owners, severity: 'critical' },
  SloBurnSlow: { ...owners, severity: 'critical' },
};

// Tests compare annotations too; what they say to people is not what is tried here.
const bare = {
  groups: rules().groups.map((group) => ({
    ...group,
    rules: group.rules.map((rule) => ('annotations' in rule ? { ...rule, annotations: undefined } : rule)),
  })),
};
writeFileSync(join(folder, 'bare.json'), JSON.stringify(bare));

describe('Prometheus', () => {
  test('takes the rules', () => expect(promtool('check', 'rules', 'rules.json')).toContain('SUCCESS'));

  test.each([
    ['SloBurnFast', 50, 70],
    ['SloBurnSlow', 10, 390],
  ])('%s fires when %d of 1000 requests fail', (alert, failed, minute) =>
    expect(firing(answered(failed), minute, [alert], true)).toContain('SUCCESS'),
  );

  test.each([
    ['SloBurnFast', 10, 70],
    ['SloBurnSlow', 5, 390],
  ])('%s is silent when %d of 1000 do', (alert, failed, minute) =>
    expect(firing(answered(failed), minute, [alert], false)).toContain('SUCCESS'),
  );

  test('one failed request at night calls nobody', () => {
    const night = [{ series: `http_requests_total{${labels},status="500"}`, values: '0 0 1+0x100' }];
    expect(firing(night, 30, ['SloBurnFast', 'SloBurnSlow'], false)).toContain('SUCCESS');
  });

  test('is asked for fewer bad events than there can be, where little is promised', () => {
    const factors = JSON.stringify(rules({ ...objectives, availability: 0.9 })).match(/ratio1h[^>]*availability[^>]*> ([\d.]+)/);
    expect(Number(factors?.[1])).toBe(9);
  });
});

test('what tiers promise is a limit at which the kit counts', () => {
  for (const each of ['critical', 'standard', 'batch'] as const)
    expect(latencyEdges).toContain(objectivesOf({ tier: each })?.latencySeconds);
});
