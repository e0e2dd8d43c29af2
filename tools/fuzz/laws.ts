import { parse } from 'yaml';
import { type Finding, findingsOf, type NamedRule, rulesOf, sceneOf } from '#checks';
import { renderCluster } from '#k8s-constructs/render';
import { type Cluster, inOneLine, load, type Mistake, type Platform, type Registry, type RenderedApp } from '#model';
import { synthesize } from '../synthesize';
import { type Mutation, mutated } from './mutate';
import { plainlyWrong, shownWrong } from './oracle';

/** What must hold of whatever a person writes. Each law gives the objections to one case, in words; none where it holds. */

/** What a synthesis of some definitions says and gives. */
export interface Outcome {
  readonly mistakes: readonly Mistake[];
  readonly findings: readonly Finding[];
  readonly waived: readonly Finding[];
  /** Texts by path. */
  readonly files: ReadonlyMap<string, string>;
}

/** Everything from definitions to files. */
export const outcomeOf = (registry: Registry, rules: readonly NamedRule[] = rulesOf(registry.rules)): Outcome => {
  const { platform, mistakes } = load(registry);
  const [findings, waived]: [Finding[], Finding[]] = [[], []];
  const files = new Map<string, string>();
  if (platform === undefined) return { mistakes, findings, waived, files };
  const report = (finding: Finding, isWaived: boolean): void => void (isWaived ? waived : findings).push(finding);
  for (const { path, text } of synthesize({ platform, rules, report })) files.set(path, text);
  return { mistakes, findings, waived, files };
};

/** Definitions that fit are synthesized without an objection, and to the same bytes whenever and in whatever order they are read. */
export const objectionsToValid = (registry: Registry): string[] => {
  const { mistakes, findings, files } = outcomeOf(registry);
  const said = [...mistakes, ...findings].map(inOneLine);
  if (said.length > 0) return [...new Set(said)];
  const turned = { ...registry, services: [...registry.services].reverse(), components: [...registry.components].reverse() };
  return [
    ...lostSettings(registry, files),
    ...differences('a second synthesis', files, outcomeOf(registry, []).files),
    ...differences('services and components in another order', files, outcomeOf(turned, []).files),
  ];
};

const differences = (when: string, first: Outcome['files'], second: Outcome['files']): string[] =>
  [...new Set([...first.keys(), ...second.keys()])]
    .filter((path) => first.get(path) !== second.get(path))
    .map((path) => `${path}: not-deterministic: differs in ${when}; sort what it is made of`);

/** Whether what is said tells a person where to look and what to do, without a stack trace. */
const isClear = ({ file, rule, fact, fix }: Mistake): boolean =>
  [file, rule, fact, fix].every((text) => typeof text === 'string' && text.trim() !== '') &&
  !/\n\s+at /.test(fact + fix) &&
  /^[a-z][a-z0-9-]*$/.test(rule);

const unclear = (said: readonly Mistake[]): string[] =>
  said.filter((each) => !isClear(each)).map((each) => `${inOneLine(each)}: says not where, which rule, what is the case and what to do`);

/** Files outside of the folders that are written. */
const misplaced = (files: Outcome['files']): string[] =>
  [...files.keys()]
    .filter((path) => !/^(dist-manifests|argocd)\/[^/]/.test(path) || path.split('/').includes('..'))
    .map((path) => `${path} is not a place to write to`);

/** Settings that another reader of YAML does not find as they were written. */
const lostSettings = (registry: Registry, files: Outcome['files']): string[] => {
  const { platform } = load(registry);
  return (platform?.clusters ?? []).flatMap(({ name: cluster, environment }) =>
    (platform?.in(environment.name).services ?? []).flatMap(({ name, domain, settings, in: overrides }) => {
      const said = { ...settings, ...overrides?.[environment.name as never]?.settings };
      const path = `dist-manifests/${cluster}/${name}/configmap_${domain}_${name}.yaml`;
      const { data = {} } = (Object.keys(said).length > 0 && files.has(path) ? parse(files.get(path) ?? '') : {}) as { data?: typeof said };
      return Object.keys(said)
        .filter((variable) => data[variable] !== said[variable])
        .map(
          (variable) => `${path}: setting-lost: ${variable} is ${JSON.stringify(data[variable])}; it was ${JSON.stringify(said[variable])}`,
        );
    }),
  );
};

const appsOf = (platform: Platform): RenderedApp[][] => platform.clusters.map((cluster) => [...renderCluster(platform, cluster)]);

/** Definitions that are wrong are refused with a reason; what is accepted all the same gives objects with which nothing is plainly wrong. */
export const objectionsToCorrupted = (registry: Registry): string[] => {
  const { mistakes, findings, files } = outcomeOf(registry);
  const said = [...mistakes, ...findings];
  if (said.length > 0) return unclear(said);
  const { platform } = load(registry);
  const wrong = platform ? appsOf(platform).flatMap(plainlyWrong).map(shownWrong) : ['neither a platform nor a mistake came of it'];
  return [...misplaced(files), ...wrong.map((each) => `${each}, and no rule says so`)];
};

/** What was rendered for a cluster, before anything of it is changed, and what rules say of it then. */
export interface Rendered {
  readonly platform: Platform;
  readonly cluster: Cluster;
  readonly apps: readonly RenderedApp[];
  readonly rules: readonly NamedRule[];
  readonly said: ReadonlySet<string>;
}

/** Everything that is rendered of some definitions, for each cluster. */
export const renderedOf = (registry: Registry): Rendered[] => {
  const { platform } = load(registry);
  if (platform === undefined) return [];
  const rules = rulesOf(registry.rules);
  return platform.clusters.map((cluster) => {
    const apps = [...renderCluster(platform, cluster)];
    const { findings } = findingsOf(rules, sceneOf(platform, cluster, apps));
    return { platform, cluster, rules, apps, said: new Set(findings.map(inOneLine)) };
  });
};

/** Whether it is the rule that failed, over something that no other rule objects to. */
const isOfRule = ({ file, rule }: Finding): boolean => file === `checks/${rule}.ts`;

/** Rendered objects that are plainly wrong are found by a rule; none of them ends in a stack trace. */
export const objectionsToMutated = ({ platform, cluster, apps: whole, rules, said }: Rendered, mutation: Mutation): string[] => {
  const { apps, what } = mutated(whole, mutation);
  const { findings, waived } = findingsOf(rules, sceneOf(platform, cluster, apps));
  const fresh = findings.filter((finding) => !said.has(inOneLine(finding)));
  const failed = fresh.filter(isOfRule);
  if (failed.length > 0) return failed.map((each) => `${what}: ${inOneLine(each)}`);
  if (fresh.length + waived.length > 0) return unclear(fresh).map((each) => `${what}: ${each}`);
  return plainlyWrong(apps).map((found) => `${what}: ${shownWrong(found)}, and no rule says so`);
};
