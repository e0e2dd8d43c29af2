// Holds the budgets of synthesis as ratios to named baselines of the same run, prints a table, and draws it into docs/bench.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { open } from '../launch/launch.mjs';
import { columns, median, number, progress, verdict } from './figures.mjs';
import { platformRows } from './platform.mjs';
import { draw } from './plot.mjs';

const root = process.cwd();
const { outfile } = await open(root, 'bench/ours');
const scratch = mkdtempSync(join(tmpdir(), 'platform-bench-'));
const runner = join(root, 'tools', 'bench', 'run.cjs');

/** Runs a command as a whole process: seconds on the wall, and what it printed. */
const run = (command, args, options = {}) => {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, cwd: scratch, ...options });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error ?? stderr}`);
  return { seconds: (performance.now() - started) / 1000, stdout };
};

const ours = (services, folder) => {
  const { seconds, stdout } = run('node', [runner, outfile, 'ours', services, 3, join(scratch, folder)]);
  return { seconds, ...JSON.parse(stdout) };
};

/** The cdk8s command line with an app that it starts itself. */
const stock = (app) =>
  run(
    'node',
    [
      join(root, 'node_modules', 'cdk8s-cli', 'bin', 'cdk8s'),
      'synth',
      '--app',
      app,
      '--output',
      join(scratch, 'stock'),
      '--no-check-upgrade',
    ],
    {
      cwd: root,
    },
  );

/** As a stock project starts its TypeScript app; with tsx, which is faster than the ts-node of the template and can load ES modules. */
const asTemplate = 'npx --no-install tsx tools/bench/stock.ts 31 3';

/** As ours: bundled beforehand. */
const bundled = join(scratch, 'stock.cjs');
await build({
  entryPoints: [join(root, 'tools', 'bench', 'stock.ts')],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  minify: true,
  outfile: bundled,
  logLevel: 'silent',
});

/** One kustomization over the same files, a sub-folder a cluster, told apart by a prefix because their names are the same. */
const prepareKustomize = () => {
  const manifests = join(scratch, 'ours', 'dist-manifests');
  const clusters = readdirSync(manifests);
  for (const [index, cluster] of clusters.entries()) {
    const files = readdirSync(join(manifests, cluster), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const resources = files.map(
      (entry) => `- ${join(entry.parentPath ?? entry.path, entry.name).slice(join(manifests, cluster).length + 1)}`,
    );
    writeFileSync(join(manifests, cluster, 'kustomization.yaml'), `namePrefix: c${index}-\nresources:\n${resources.join('\n')}\n`);
  }
  writeFileSync(join(manifests, 'kustomization.yaml'), `resources:\n${clusters.map((cluster) => `- ${cluster}`).join('\n')}\n`);
  return manifests;
};

const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
const rounds = 7;

const compareWithOthers = () => {
  const { objects } = ours(31, 'ours');
  if (objects !== 930) throw new Error(`the comparison is about 930 objects, not ${objects}`);
  const pairs = [];
  const kustomized = hasKubectl ? mkdtempSync(join(scratch, 'kustomize-')) : undefined;
  for (let round = 0; round <= rounds; round++) {
    progress(`31 services on 3 clusters: round ${round} of ${rounds}`);
    const pair = { ours: ours(31, 'ours').seconds, cdk8s: stock(asTemplate).seconds, bundled: stock(`node ${bundled} 31 3`).seconds };
    if (kustomized) {
      const manifests = prepareKustomize();
      pair.kustomize = run('kubectl', ['kustomize', manifests, '-o', join(kustomized, 'out.yaml')]).seconds;
      for (const folder of ['', ...readdirSync(manifests)]) rmSync(join(manifests, folder, 'kustomization.yaml'), { force: true });
    }
    if (round > 0) pairs.push(pair); // The first one warms the file system up.
  }
  const row = (name, key, budget) => {
    const ratio = median(pairs.map((pair) => pair[key] / pair.ours));
    return {
      name,
      seconds: median(pairs.map((pair) => pair[key])),
      ratio,
      ...(budget && { budget: `at least ${budget} times faster`, holds: ratio >= budget }),
    };
  };
  return [
    { name: 'ours, 930 objects', seconds: median(pairs.map((pair) => pair.ours)), ratio: 1 },
    row('cdk8s synth, app as in a stock project', 'cdk8s', 12),
    row('cdk8s synth, app bundled beforehand', 'bundled'),
    ...(kustomized
      ? [row('kubectl kustomize, same objects', 'kustomize', 5)]
      : [{ name: 'kubectl kustomize: NOT MEASURED, kubectl is not installed' }]),
  ];
};

const growth = () =>
  [31, 310, 3100].map((services) => {
    progress(`${services} services on 3 clusters`);
    const fresh = ours(services, `grown-${services}`);
    const again = Array.from({ length: 5 }, () => ours(services, `grown-${services}`));
    return {
      services,
      objects: fresh.objects,
      fresh: fresh.seconds,
      seconds: median(again.map(({ seconds }) => seconds)),
      megabytes: median(again.map(({ megabytes }) => megabytes)),
    };
  });

const growthRows = (sizes) => {
  const rows = sizes.map(({ services, objects, seconds, megabytes, fresh }, index) => {
    const before = sizes[index - 1];
    const factor = before && seconds / before.seconds / (services / before.services);
    return {
      name: `${services} services, ${objects} objects`,
      seconds,
      megabytes,
      fresh,
      factor,
      budget: before ? 'at most 1.3 times linear' : undefined,
      holds: before ? factor <= 1.3 : undefined,
    };
  });
  const largest = sizes.at(-1);
  return [
    ...rows,
    {
      name: 'the largest',
      seconds: largest.seconds,
      megabytes: largest.megabytes,
      budget: 'under 5 s and 400 MB',
      holds: largest.seconds < 5 && largest.megabytes < 400,
    },
  ];
};

const cellsOf = ({ name, seconds, ratio, factor, megabytes, fresh, ...promise }) => [
  name,
  number(seconds, 3, 's'),
  number(ratio, 1, '×') || number(factor, 2, '× linear'),
  number(megabytes, 0, 'MB'),
  fresh === undefined ? '' : `fresh ${number(fresh, 2, 's')}`,
  verdict(promise),
];

try {
  const others = compareWithOthers();
  const sizes = growth();
  const own = await platformRows({ root, scratch, run });
  progress('');
  const rows = [...others, ...growthRows(sizes), ...own];
  console.log(`whole processes, medians of ${rounds} paired rounds (growth: of 5)\n${columns(rows.map(cellsOf))}`);
  mkdirSync(join(root, 'docs', 'bench'), { recursive: true });
  writeFileSync(join(root, 'docs', 'bench', 'synthesis.svg'), await draw(others, sizes));
  console.log('drawn into docs/bench/synthesis.svg');
  process.exitCode = rows.every(({ holds }) => holds !== false) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
