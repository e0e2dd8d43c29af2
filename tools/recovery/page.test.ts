import { losses, recoveries } from '#model';
import { samplePlatform } from '#model/sample';
import { restaurant } from '../../cdk/testing';
import { recoveryRules } from '../../checks/stacks';
import { recoveryPage } from './page';
import { pointInTime } from './point-in-time';
import { failover, pairIn, type Step, switchover } from './steps';

const page = recoveryPage(restaurant);
const pair = pairIn(restaurant, 'terrace');
if (pair === undefined) throw new Error('the sample has no environment with two regions');

const typed = (steps: readonly Step[]): string => steps.flatMap(({ commands = [] }) => commands).join('\n');

test('says of every store what happens to it in each kind of loss', () => {
  for (const called of Object.values(losses)) {
    const [, part = ''] = page.split(`### When ${called}`);
    const [section = ''] = part.split('\n#');
    expect(section.match(/^\| .*$/gm)).toHaveLength(recoveries.length + 2);
  }
});

test('says where each store is promised to be, and where nothing is', () => {
  expect(page).toMatch(/^\| PostgreSQL \| .* \| terrace \| /m);
  expect(recoveryPage(samplePlatform())).toMatch(/^\| PostgreSQL \| .* \| none that promises \| /m);
  expect(page).toMatch(/^\| open \| frugal \| none \| ap-south-1 \| none \|$/m);
  expect(page).toMatch(/^\| terrace \| full \| yes \| ap-south-1 \| ap-south-2 \|$/m);
});

test('names every figure beyond the targets with its reason', () => {
  const accepted = recoveries.flatMap((row) => (['zone', 'region', 'mistake'] as const).flatMap((loss) => row[loss].accepted ?? []));
  expect(accepted.length).toBeGreaterThan(0);
  const flat = page.replace(/\s+/g, ' ');
  for (const reason of accepted) expect(flat).toContain(reason);
});

test('names the rules that hold it', () => {
  for (const id of Object.keys(recoveryRules)) expect(page).toContain(`| \`${id}\` |`);
});

test('has lines that people can read', () => {
  const prose = page.split('\n').filter((line) => !/^(\||#| {3})/.test(line));
  expect(prose.filter((line) => line.length > 140)).toEqual([]);
});

test('a region that is lost is asked for nothing but to be stopped', () => {
  const commands = typed(failover(pair).slice(0, -1));
  expect(commands).not.toContain('ap-south-1');
  expect(commands).toContain(
    'aws rds failover-global-cluster --region ap-south-2 --global-cluster-identifier terrace --target-db-cluster-identifier arn:aws:rds:ap-south-2:777777777777:cluster:terrace-ap-south-2 --allow-data-loss',
  );
});

test('as planned nothing may be lost', () => {
  expect(typed(switchover(pair))).toContain('aws rds switchover-global-cluster --region ap-south-1 --global-cluster-identifier terrace');
  expect(typed(switchover(pair))).not.toContain('allow-data-loss');
});

test('events are told again from the outboxes of all who produce some', () => {
  for (const steps of [switchover(pair), failover(pair)]) {
    expect(typed(steps)).toContain('for database in kitchen; do');
    expect(typed(steps)).toContain('--secret-arn restaurant-admin/terrace/database');
  }
});

test('callers are led there before events are told again', () => {
  const commands = typed(failover(pair));
  expect(commands.indexOf("'terrace/us-east-1-*'")).toBeLessThan(commands.indexOf('UPDATE outbox'));
  expect(commands.indexOf("'terrace/us-east-1-*'")).toBeGreaterThan(commands.indexOf('failover-global-cluster'));
});

test('a mistake is mended beside what runs', () => {
  const commands = typed(pointInTime(pair));
  expect(commands).toContain('--source-db-cluster-identifier terrace-ap-south-1');
  expect(commands).toContain('--db-cluster-identifier terrace-ap-south-1-before');
});

test('an environment with one region has nothing to change to', () => {
  expect(pairIn(samplePlatform(), 'open')).toBeUndefined();
  expect(recoveryPage(samplePlatform())).not.toContain('## What to do');
});
