// The platform itself, all clusters: synthesis without and with rules, and the check, against what people run for the same assurance.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { open } from '../launch/launch.mjs';
import { median, progress } from './figures.mjs';

const rounds = 5;

/** A kustomization of the committed files of each cluster. It stands elsewhere, so that the tree stays as it is. */
const kustomizations = (root, scratch) =>
  readdirSync(join(root, 'dist-manifests')).map((cluster) => {
    const folder = join(scratch, 'kustomizations', cluster);
    mkdirSync(folder, { recursive: true });
    const entries = readdirSync(join(root, 'dist-manifests', cluster), { recursive: true, withFileTypes: true });
    const files = entries.filter(({ name }) => name.endsWith('.yaml')).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
    writeFileSync(join(folder, 'kustomization.yaml'), `resources:\n${files.map((file) => `- ${relative(folder, file)}`).join('\n')}\n`);
    return { folder, out: join(scratch, `${cluster}.yaml`) };
  });

/** Rows of a table; those with a budget say whether it holds. */
export const platformRows = async ({ root, scratch, run }) => {
  const { outfile } = await open(root, 'bench/itself');
  const own = (name, ...args) => {
    const { seconds, stdout } = run('node', [join(root, 'tools', 'bench', 'run.cjs'), outfile, name, ...args], { cwd: root });
    return { seconds, ...JSON.parse(stdout) };
  };
  const clusters = spawnSync('kubectl', ['version', '--client']).status === 0 ? kustomizations(root, scratch) : undefined;

  /** Every file is read and put together by kustomize, and then read and held against the schema of its kind. */
  const byOthers = () => {
    let seconds = 0;
    for (const { folder, out } of clusters)
      seconds += run('kubectl', ['kustomize', folder, '--load-restrictor', 'LoadRestrictionsNone', '-o', out]).seconds;
    return seconds + own('validated', ...clusters.map(({ out }) => out)).milliseconds / 1000;
  };

  const taken = [];
  for (let round = 0; round <= rounds; round++) {
    progress(`the platform itself: round ${round} of ${rounds}`);
    const of = {
      without: own('platformItself', 'without', root).seconds,
      with: own('platformItself', 'with', root).seconds,
      check: run('node', [join(root, 'tools', 'platform.mjs'), 'check'], { cwd: root }).seconds,
      ...(clusters && { others: byOthers() }),
    };
    if (round > 0) taken.push(of); // The first one warms the file system up.
  }
  const { files } = own('platformItself', 'without', root);
  const row = (name, key, most) => {
    const seconds = median(taken.map((each) => each[key]));
    const ratio = clusters && median(taken.map((each) => each.others / each[key]));
    return { name, seconds, ratio, ...(most && { budget: `under ${most} s`, holds: seconds < most }) };
  };
  return [
    ...(clusters
      ? [row(`kubectl kustomize and a pass of schema validation, ${files} files of the platform itself`, 'others')]
      : [{ name: 'kubectl kustomize and schema validation: NOT MEASURED, kubectl is not installed' }]),
    row('ours, without rules', 'without', 1),
    row('ours, with all rules', 'with', 2),
    row('platform check: rules, stacks, contract, committed tree', 'check', 6),
    ...ruleRows(own),
  ];
};

/** How the rules grow with the platform: all of them over three clusters, rendering left out. */
const ruleRows = (own) => {
  const sizes = [31, 310].map((services) => {
    progress(`rules over ${services} services on 3 clusters`);
    const runs = Array.from({ length: rounds }, () => own('ruled', String(services), '3'));
    return { services, objects: runs[0].objects, seconds: median(runs.map(({ milliseconds }) => milliseconds)) / 1000 };
  });
  return sizes.map(({ services, objects, seconds }, index) => {
    const before = sizes[index - 1];
    const factor = before && seconds / before.seconds / (services / before.services);
    const promise = before && { factor, budget: 'at most 1.3 times linear', holds: factor <= 1.3 };
    return { name: `rules alone over ${services} services on 3 clusters, ${objects} objects`, seconds, ...promise };
  });
};
