import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assemblyIn } from '#cdk';
import { type EnvironmentDefinition, inOneLine, load, type Platform, type Registry, type ServiceDefinition, type Source } from '#model';
import { registry } from '#registry';

const platformOf = (from: Registry): Platform => {
  const { platform, mistakes } = load(from);
  if (platform === undefined) throw new Error(mistakes.map(inOneLine).join('\n'));
  return platform;
};

/** Synthesizes all stages into a temporary folder without validation. Gives the milliseconds and how many templates were made. */
const synthesize = (platform: Platform): { milliseconds: number; stacks: number } => {
  const outdir = mkdtempSync(join(tmpdir(), 'platform-bench-stacks-'));
  try {
    const started = performance.now();
    const assembly = assemblyIn(outdir, platform);
    const milliseconds = performance.now() - started;
    const stacks = assembly.nestedAssemblies.reduce((sum, { nestedAssembly }) => sum + nestedAssembly.stacks.length, 0);
    return { milliseconds, stacks };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

const measured = (platform: Platform): object => ({ ...synthesize(platform), megabytes: process.resourceUsage().maxRSS / 1024 });

/** The first definition of a kind. */
const firstOf = (sources: readonly Source[]): Source => {
  const [source] = sources;
  if (source === undefined) throw new Error('there is none to copy');
  return source;
};

const nameOf = ({ file }: Source): string => file.replace(/^.*\/|\.\w+$/g, '');

/** One definition as often as it takes, each with its own name. */
const copies = (source: Source, count: number, change: (index: number) => object): Source[] =>
  Array.from({ length: count }, (_, index) => ({
    file: source.file.replace(`${nameOf(source)}.`, `many-${index}.`),
    exports: { default: { ...(source.exports.default as object), ...change(index) } },
  }));

/** Whether a service is in all environments, those made here included. */
const isEverywhere = ({ exports }: Source): boolean => (exports.default as ServiceDefinition).environments === undefined;

/** The platform with as many environments as asked, all like its first one, in accounts and ranges of their own. At most 256. */
const manyEnvironments = (count: number): Registry => {
  const environment = firstOf(registry.environments);
  const release = registry.releases.find((each) => nameOf(each) === nameOf(environment));
  const [cluster] = (environment.exports.default as EnvironmentDefinition).clusters;
  return {
    ...registry,
    environments: copies(environment, count, (index) => ({
      account: String(600_000_000_000 + index),
      domain: `many-${index}.example.org`,
      clusters: [{ ...cluster, cidr: `10.${index}.0.0/16` }],
    })),
    releases: release ? copies(release, count, () => ({})) : [],
    services: registry.services.filter(isEverywhere),
  };
};

/** Loads and compiles what is loaded and compiled once, however much is synthesized. */
const warmUp = (): object => synthesize(platformOf(registry));

/** The stacks of the platform itself, from the start of the process. */
export const fromTheStart = (): object => measured(platformOf(registry));

/** The stacks of the platform itself, in a process that has synthesized before. */
export const platformItself = (): object => {
  warmUp();
  return measured(platformOf(registry));
};

/** The stacks of many environments, in a process that has synthesized before. */
export const grown = (environments: number): object => {
  warmUp();
  return measured(platformOf(manyEnvironments(environments)));
};
