import { type Cluster, type Mistake, objectName, type Platform, type RenderedApp, type Source } from '#model';
import { containersOf, podTemplateOf } from './pods';
import type { Finding, Located, Rule, Scene } from './rule';

export type { Elsewhere, Finding, Rule, Scene } from './rule';

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
  return { platform, cluster, apps, objects, pods, containers: pods.flatMap(containersOf) };
};

/** Every broken rule of a cluster, those waived set aside. */
export const findingsOf = (rules: readonly NamedRule[], scene: Scene): { findings: Finding[]; waived: Finding[] } => {
  const all = rules.flatMap(({ id, elsewhere = {}, check }) =>
    [...check(scene)].map(({ app, json, fact, fix }) => ({
      waived: app.waivers.some(({ rule }) => rule === id),
      finding: {
        file: app.definition,
        rule: id,
        object: objectName(json),
        cluster: scene.cluster.name,
        fact: `${objectName(json)}: ${fact}`,
        fix,
        elsewhere,
      },
    })),
  );
  return {
    findings: all.filter(({ waived }) => !waived).map(({ finding }) => finding),
    waived: all.filter(({ waived }) => waived).map(({ finding }) => finding),
  };
};

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
