import { dirname } from 'node:path';
import { type Finding, rulesOf, unusedExemptions, unusedWaivers } from '#checks';
import { builtHere, type Cluster, didYouMean, type Mistake, type Platform } from '#model';
import { checksPage } from './checks-page';
import type { Context } from './command';
import { definitions } from './definitions';
import { dockerfileOf } from './images/dockerfile';
import { composeOf } from './local/compose';
import { namesDeclaration } from './names';
import { policiesPage } from './policies-page';
import { recoveryPage } from './recovery/page';
import { type OutputFile, synthesize } from './synthesize';
import { type Change, compare } from './write';

/** What a synthesis found: the differences to the tree, and everything that forbids to write them. */
export interface Survey {
  readonly platform?: Platform;
  readonly changes: readonly Change[];
  readonly mistakes: readonly Mistake[];
  readonly findings: readonly Finding[];
  readonly waived: readonly Finding[];
  /** Files that the synthesis gave. */
  readonly files: number;
}

/** Loads the definitions, synthesizes with all rules, and compares with the tree. Writes nothing. */
export const survey = (context: Context, only?: string): Survey => {
  const { root, registry } = context;
  const { platform, mistakes } = definitions(context);
  const nothing = { changes: [], findings: [], waived: [], files: 0 };
  if (platform === undefined) return { ...nothing, mistakes };
  const clusters = clustersFor(platform, only);
  if (clusters.length === 0) return { ...nothing, platform, mistakes: [unknownCluster(platform, only ?? '')] };

  const findings: Finding[] = [];
  const waived: Finding[] = [];
  const report = (finding: Finding, isWaived: boolean): void => void (isWaived ? waived : findings).push(finding);
  const ofFolders = generated(context, platform);
  let files = ofFolders.length;
  // One file at a time: only what differs from the tree is held.
  const output = function* (): Generator<OutputFile> {
    yield* ofFolders;
    for (const file of synthesize({ platform, clusters, rules: rulesOf(registry.rules), report })) {
      files += 1;
      yield file;
    }
  };
  const changes = compare(root, output(), only ? clusters.flatMap(ownFolders) : everyFolder);
  return { platform, changes, findings, waived, mistakes: only ? [] : unusedIn(platform, waived), files };
};

const unusedIn = (platform: Platform, waived: readonly Finding[]): Mistake[] => [
  ...unusedWaivers(platform, waived),
  ...unusedExemptions(platform, waived),
];

/** Folders in which only synthesis writes. */
const everyFolder = ['argocd/apps', 'argocd/bootstrap', 'argocd/roots', 'dist-manifests'];

const ownFolders = ({ name }: Cluster): string[] => everyFolder.map((folder) => `${folder}/${name}`);

export const clustersFor = ({ clusters }: Platform, only?: string): readonly Cluster[] =>
  only === undefined ? clusters : clusters.filter(({ name }) => name === only);

export const unknownCluster = ({ clusters }: Platform, name: string): Mistake => {
  const known = clusters.map((cluster) => cluster.name);
  return {
    file: 'platform',
    rule: 'unknown-cluster',
    fact: `'${name}' is not a cluster`,
    fix: didYouMean(name, known, `use one of ${known.join(', ')}`),
  };
};

/** What the compiler and the bundler are told of the folders, what a laptop needs, and what people are told of the rest. */
const generated = (context: Context, platform: Platform): OutputFile[] => {
  const { registrySource, registry, names, model } = context;
  const everyName = { ...names, teams: platform.teams.map(({ name }) => name) };
  return [
    { path: 'registry.gen.ts', text: registrySource },
    { path: 'names.gen.d.ts', text: namesDeclaration(everyName, model.startsWith('#') ? './model/identifiers' : `${model}/identifiers`) },
    ...(platform.policies.length > 0 ? [{ path: 'docs/policies.md', text: policiesPage(platform) }] : []),
    { path: 'docs/checks.md', text: checksPage(rulesOf(registry.rules)) },
    { path: 'docs/recovery.md', text: recoveryPage(platform) },
    ...forRunnable(context, platform),
  ];
};

/** Nothing for services that only have an image, or a way of their own to build one. */
const forRunnable = ({ servicesSource, runnable }: Context, platform: Platform): OutputFile[] => {
  const services = builtHere(platform).filter(({ file }) => runnable.includes(dirname(file)));
  if (services.length === 0) return [];
  return [
    { path: 'services.gen.ts', text: servicesSource },
    { path: 'compose.yaml', text: composeOf(platform) },
    ...services.map((service) => ({ path: `${dirname(service.file)}/Dockerfile`, text: dockerfileOf(service) })),
  ];
};
