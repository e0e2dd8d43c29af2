import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolloutAlerts } from './rollout-alerts';

const identity = { name: 'orders', partOf: 'shop', team: 'front', environment: 'open', tier: 'critical' };

const folder = mkdtempSync(join(tmpdir(), 'rollout-alerts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const installed = spawnSync('promtool', ['--version']).error === undefined;
if (!installed)
  process.stderr.write('\npromtool is not installed: what Prometheus makes of the alerts is NOT tested (apt-get install prometheus)\n');

interface Case {
  readonly alert: string;
  readonly by: 'rollout' | 'canary';
  readonly series: Readonly<Record<string, string>>;
  readonly minute: number;
  /** Labels that it fires with besides those of its rule. @default - it is silent */
  readonly fires?: Readonly<Record<string, string>>;
}

/** Whether Prometheus finds what is expected; tests compare annotations too, which are not what is tried here. */
const answer = ({ alert, by, series, minute, fires }: Case): string => {
  const rules = rolloutAlerts(identity, by).map((rule) => ({ ...rule, annotations: undefined }));
  writeFileSync(join(folder, 'rules.json'), JSON.stringify({ groups: [{ name: 'orders', rules }] }));
  const labels = rules.find((rule) => rule.alert === alert)?.labels;
  const test = {
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [{ eval_time: `${minute}m`, alertname: alert, exp_alerts: fires ? [{ exp_labels: { ...labels, ...fires } }] : [] }],
  };
  writeFileSync(join(folder, 'test.json'), JSON.stringify({ rule_files: ['rules.json'], evaluation_interval: '1m', tests: [test] }));
  if (!installed) return 'SUCCESS';
  const { stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'test.json'], { cwd: folder, encoding: 'utf8' });
  return stdout + stderr;
};

const orders = { namespace: 'shop', name: 'orders' };
const rollout = (phase: string, name = 'orders'): string => `rollout_info{namespace="shop",name="${name}",phase="${phase}"}`;
const canary = 'flagger_canary_status{namespace="shop",name="orders"}';
const run = (phase: string): string =>
  `analysis_run_metric_phase{namespace="shop",name="orders-6bb4c9f7d5-12-3",metric="failures",phase="${phase}"}`;
const undecided = { namespace: 'shop', metric: 'failures' };

const cases: readonly Case[] = [
  { alert: 'RolloutDegraded', by: 'rollout', series: { [rollout('Degraded')]: '1x20' }, minute: 7, fires: orders },
  { alert: 'RolloutDegraded', by: 'rollout', series: { [rollout('Healthy')]: '1x20' }, minute: 7 },
  { alert: 'RolloutDegraded', by: 'rollout', series: { [rollout('Degraded', 'orders-api')]: '1x20' }, minute: 7 },
  { alert: 'RolloutDegraded', by: 'canary', series: { [canary]: '2x20' }, minute: 7, fires: orders },
  { alert: 'RolloutDegraded', by: 'canary', series: { [canary]: '1x20' }, minute: 7 },
  { alert: 'RolloutPausedTooLong', by: 'rollout', series: { [rollout('Paused')]: '1x150' }, minute: 125, fires: orders },
  { alert: 'RolloutPausedTooLong', by: 'rollout', series: { [rollout('Paused')]: '1x50 stale' }, minute: 125 },
  { alert: 'RolloutPausedTooLong', by: 'canary', series: { [canary]: '0x150' }, minute: 125, fires: orders },
  { alert: 'RolloutPausedTooLong', by: 'canary', series: { [canary]: '0x50 1x100' }, minute: 125 },
  {
    alert: 'CanaryAnalysisError',
    by: 'rollout',
    series: { [run('Error')]: '1x20', [rollout('Degraded')]: '1x20' },
    minute: 12,
    fires: undecided,
  },
  {
    alert: 'CanaryAnalysisError',
    by: 'rollout',
    series: { [run('Inconclusive')]: '1x20', [rollout('Paused')]: '1x20' },
    minute: 12,
    fires: undecided,
  },
  { alert: 'CanaryAnalysisError', by: 'rollout', series: { [run('Successful')]: '1x20', [rollout('Degraded')]: '1x20' }, minute: 12 },
  { alert: 'CanaryAnalysisError', by: 'rollout', series: { [run('Error')]: '1x20', [rollout('Healthy')]: '1x20' }, minute: 12 },
];

test.each(cases.map((each) => [each.alert, each.fires ? 'fires' : 'is silent', Object.keys(each.series).join(' and '), each] as const))(
  '%s %s at %s',
  (_alert, _fires, _series, each) => expect(answer(each)).toContain('SUCCESS'),
);

test('each says whom it calls, and what to do', () => {
  for (const by of ['rollout', 'canary'] as const)
    for (const { labels, annotations } of rolloutAlerts(identity, by)) {
      expect(labels).toMatchObject({ team: 'front', tier: 'critical', env: 'open', service: 'orders', runbook: 'canary' });
      expect(annotations.summary).toContain('orders');
    }
});
