import { type Cluster, type Mistake, objectName, type Platform, type RenderedApp, type Source } from '#model';
import { type Graph, graphOf, referencesOf } from '../graph';
import { Reach } from '../reach';
import { containersOf, podTemplateOf } from './pods';
import type { Finding, Located, Rule, Scene, Violation } from './rule';

export { expiredExemptions, unusedExemptions } from './exemptions';
export { firstContainer, firstOf, firstPod } from './pods';
export { defineRule, type Elsewhere, type Finding, type Rule, type Scene } from './rule';

/** A rule with its id, the name of its file. */
export interface NamedRule extends Rule {
  readonly id: string;
}

/** The rules of the registry: one file, one rule. */
export const rulesOf = (sources: readonly Source[]): NamedRule[] =>
  sources.map(({ file, exports }) => ({ ...(exports.default as Rule), id: file.replace(/^.*\/|\.ts$/g, '') }));

/** What rules look at, built once for a cluster. */
export const sceneOf = (platform: Platform, cluster: Cluster, apps: readonly RenderedApp[]): Scene => {
  const objects: Located[] = apps.flatMap((app) => app.objects.map(({ json }) => ({ app, json })));
  const pods = objects.flatMap(({ app, json }) => podTemplateOf(app, json) ?? []);
  let graph: Graph | undefined;
  let references: Graph | undefined;
  let reach: Reach | undefined;
  const scene: Scene = {
    ...{ platform, cluster, apps, objects, pods, containers: pods.flatMap(containersOf) },
    get graph() {
      graph ??= graphOf(scene);
      return graph;
    },
    get references() {
      references ??= referencesOf(scene);
      return references;
    },
    get reach() {
      reach ??= new Reach(scene);
      return reach;
    },
  };
  return scene;
};

/** Every broken rule of a cluster, those waived set aside. */
export const findingsOf = (rules: readonly NamedRule[], scene: Scene): { findings: Finding[]; waived: Finding[] } => {
  const stopped: Finding[] = [];
  const all = rules.flatMap(({ id, elsewhere = {}, check }) =>
    violationsOf(check, scene, (error) => stopped.push(stoppedAt(id, scene, error))).map(
      ({ app, json, fact, fix, file = app.definition, unless = [], exemptedFrom }) => ({
        waived: exemptedFrom !== undefined || app.waivers.some(({ rule }) => rule === id),
        unless,
        finding: {
          file,
          rule: id,
          object: objectName(json),
          cluster: scene.cluster.name,
          fact: `${objectName(json)}: ${fact}`,
          fix,
          elsewhere,
          ...(exemptedFrom && { exemptedFrom }),
        },
      }),
    ),
  );
  const said = new Set(all.filter(({ waived }) => !waived).map(({ finding: { rule, object } }) => `${rule} ${object}`));
  const isSaid = (finding: Finding, unless: readonly string[]): boolean => unless.some((rule) => said.has(`${rule} ${finding.object}`));
  const findings = all.filter(({ waived, unless, finding }) => !waived && !isSaid(finding, unless)).map(({ finding }) => finding);
  return {
    // A rule stops at an object that is not what its kind must be, which others report; once that is mended, it is asked again.
    findings: findings.length > 0 ? findings : stopped,
    waived: all.filter(({ waived }) => waived).map(({ finding }) => finding),
  };
};

/** Every place where a rule is broken, as far as it comes. */
const violationsOf = (check: Rule['check'], scene: Scene, stop: (error: Error) => void): Violation[] => {
  const violations: Violation[] = [];
  try {
    for (const violation of check(scene)) violations.push(violation);
  } catch (error) {
    stop(error as Error);
  }
  return violations;
};

const stoppedAt = (rule: string, { cluster }: Scene, { message }: Error): Finding => ({
  file: `checks/${rule}.ts`,
  rule,
  object: cluster.name,
  cluster: cluster.name,
  fact: `the rule fails on what is rendered for ${cluster.name}: ${message}`,
  fix: 'correct the rule; it must bear with any object that fits its schema',
  elsewhere: {},
});

/** Waivers that set nothing aside on any cluster: the reason for them is gone. */
export const unusedWaivers = (platform: Platform, waived: readonly Finding[]): Mistake[] => {
  const used = new Set(waived.map(({ file, rule }) => `${file} ${rule}`));
  return definitions(platform).flatMap(({ file, waivers = [] }) =>
    waivers
      .filter(({ rule }) => !used.has(`${file} ${rule}`))
      .map(({ rule }) => ({ file, rule: 'waiver-unused', fact: `waives '${rule}', which nothing breaks`, fix: 'remove the waiver' })),
  );
};

/** Waivers whose last day has passed. The day is an argument, because only the command that checks knows a clock. */
export const expiredWaivers = (platform: Platform, today: string): Mistake[] =>
  definitions(platform).flatMap(({ file, waivers = [] }) =>
    waivers
      .filter(({ until }) => until < today)
      .map(({ rule, until }) => ({
        file,
        rule: 'waiver-expired',
        fact: `the waiver of '${rule}' ended on ${until}, today is ${today}`,
        fix: 'mend what it waives, or argue for another date',
      })),
  );

const definitions = ({ services, components }: Platform) => [...services, ...components];
