import { isHeld, type Loss, losses, type Platform, pairOf, type Recovery, recoveries, targets } from '#model';
import { recoveryRules } from '../../checks/stacks';
import { pointInTime } from './point-in-time';
import { failover, type Pair, pairIn, type Step, switchover } from './steps';

/** The page about what is promised, what gives it, and what people do. Written from the model, like the manifests. */
export const recoveryPage = (platform: Platform): string => {
  const pairs = platform.environments.flatMap(({ name }) => pairIn(platform, name) ?? []);
  return `${[...promises(platform), ...stores(platform), ...excuses(), ...pairs.flatMap(recovery), ...holding()].map(wrapped).join('\n\n')}\n`;
};

const widest = 140;

/** Prose in lines that people can read; a table or a command stays in one. */
const wrapped = (text: string): string =>
  text
    .split('\n')
    .map((line) => (/^(\||#| {3})/.test(line) ? line : broken(line)))
    .join('\n');

const broken = (line: string): string => {
  const indent = ' '.repeat(/^(\d+\. |- )?/.exec(line)?.[0].length ?? 0);
  const lines: string[] = [];
  for (const word of line.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.length + 1 + word.length > widest) lines.push(`${indent}${word}`);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.join('\n');
};

const units: Readonly<Record<string, string>> = { s: 's', m: 'min', h: 'h', d: 'd' };

/** `5m` as people write it; nothing at all in a word. */
const figure = (duration: string, none: string): string => {
  const [, amount = '', unit = ''] = /^(\d+)([smhd])$/.exec(duration) ?? [];
  return amount === '0' ? none : `${amount} ${units[unit] ?? unit}`;
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const promises = ({ environments, clusters }: Platform): string[] => [
  '# Recovery',
  'Written from `model/recovery/` by `npm run synth`; edit that.',
  `An environment of the shape \`full\` promises to answer ${targets.availability} % of the time, measured at its edge over 30 days, to be back ` +
    `within ${figure(targets.time, '')} when something is lost, and to forget at most the last ${figure(targets.point, '')}. ` +
    "`targets: 'none'` in its definition takes the promise back.",
  table(
    ['environment', 'shape', 'promise', 'active', 'standby'],
    environments.map((environment) => {
      const { active, standby } = pairOf(environment.name, clusters);
      return [environment.name, environment.shape, isHeld(environment) ? 'yes' : 'none', active?.region ?? '', standby?.region ?? 'none'];
    }),
  ),
];

/** Where a store is promised to be. */
const environmentsWith = (platform: Platform, { usedBy }: Recovery): string => {
  const held = platform.environments.filter(isHeld).map(({ name }) => name);
  const using = held.filter((name) => usedBy === undefined || platform.in(name).services.some(usedBy));
  return using.join(', ') || 'none that promises';
};

const stores = (platform: Platform): string[] => [
  '## What is promised for each store',
  table(
    ['store', 'holds', 'in', 'AWS answers for', 'while it is away'],
    recoveries.map((row) => [
      row.store,
      row.holds,
      environmentsWith(platform, row),
      `[${row.availability.percent} %](${row.availability.see})`,
      row.availability.meanwhile ?? 'within the target',
    ]),
  ),
  ...(Object.entries(losses) as [keyof typeof losses, string][]).flatMap(([loss, called]) => [
    `### When ${called}`,
    table(
      ['store', 'forgets at most', 'is away at most', 'by'],
      recoveries.map((row) => lossRow(row, row[loss])),
    ),
  ]),
];

const lossRow = ({ store }: Recovery, { point, time, by, see, accepted }: Loss): string[] => [
  accepted ? `${store} *` : store,
  figure(point, 'nothing'),
  figure(time, 'not at all'),
  `[${by}](${see})`,
];

const excuses = (): string[] => {
  const accepted = recoveries.flatMap((row) =>
    (Object.keys(losses) as (keyof typeof losses)[]).flatMap((loss) => {
      const reason = row[loss].accepted;
      return reason ? [`- ${row.store}, when ${losses[loss]}: ${reason}.`] : [];
    }),
  );
  return ['### * Beyond the targets, and accepted', accepted.join('\n')];
};

const recovery = (pair: Pair): string[] => [
  `## What to do in ${pair.active.environment.name}`,
  'The address of the database is a secret of each region, which pods read beside their login; logins are copied. So nothing has to be changed ' +
    'in a region that is lost. Secrets in the standby are copies: one that must change before the other region is back is cut loose first ' +
    '(`aws secretsmanager stop-replication-to-replica`). Logins are made, and their passwords changed, where the database was made: both wait ' +
    'until that region is the active one again.',
  ...section('Change regions as planned', switchover(pair)),
  ...section('The active region is lost', failover(pair)),
  ...section('Rows are gone or wrong', pointInTime(pair)),
  '### A bound that is enforced',
  'AWS copies without waiting: how much is forgotten when a region is lost is what the lag was, typically less than a second. ' +
    '`database: { writesWait: true }` lets writes wait (`rds.global_db_rpo`) once the standby is further behind than the targets allow. Then a ' +
    'standby that cannot be reached stops the active region, which costs more than it saves while there is one standby; so it is off, and an ' +
    'alarm rings at a minute. It is set for the active region alone: what has just taken over would wait for a region that is lost.',
];

const section = (title: string, steps: readonly Step[]): string[] => [`### ${title}`, steps.map(stepText).join('\n')];

const stepText = ({ what, commands = [] }: Step, index: number): string => {
  const typed = commands.length ? ['   ```sh', ...commands.map((line) => `   ${line}`), '   ```'] : [];
  return [`${index + 1}. ${what}`, ...typed].join('\n');
};

const holding = (): string[] => [
  '## What holds it',
  'Definitions without a standby, with two zones, or with a store that has no source are refused when they are loaded. `platform check` reads the ' +
    'templates of every environment that promises the targets, and refuses:',
  table(
    ['rule', 'otherwise'],
    Object.entries(recoveryRules).map(([id, { why }]) => [`\`${id}\``, why]),
  ),
];
