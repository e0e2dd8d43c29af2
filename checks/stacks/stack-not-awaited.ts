import type { Cluster, Platform } from '#model';
import type { Template } from '../contract/contract';
import { byStackName, readBy } from './reading/references';
import { defineStackRule } from './rule';

/** What the stacks of every region and environment are told by name. */
type Clusters = ReadonlyMap<string, Cluster>;

/** Secrets are copied under the keys of other regions, and their databases follow the first one. */
const followed = (stack: string, { clusters }: Platform, places: Clusters): string[] => {
  const [, place = '', concern] = /^(.*)-(secrets|data|documents)$/.exec(stack) ?? [];
  const { environment, home } = places.get(place) ?? {};
  if (environment === undefined || (!home && concern === 'secrets')) return [];
  const others = clusters.filter((each) => each.environment.name === environment.name && each.home !== home);
  return others.map(({ region }) => `${environment.name}/${region}-${home ? 'keys' : concern}`);
};

/** Stacks that a stack needs and knows by their names alone. */
const needed = ({ stack }: Template, platform: Platform, places: Clusters): string[] => {
  const [, place = '', concern] = /^(.*)-(storage|backup)$/.exec(stack) ?? [];
  const { environment, standby } = places.get(place) ?? {};
  const copies = platform.clusters.filter((each) => !standby && each.standby && each.environment.name === environment?.name);
  return [
    stack.replace(/-(identity|nodes)$/, '-cluster'),
    ...copies.map(({ region }) => `${environment?.name}/${region}-${concern}`),
    ...followed(stack, platform, places),
  ];
};

export default defineStackRule({
  why: 'A stack that is deployed before what it needs fails, and leaves half of itself behind.',
  incidents: ['I13'],
  *check({ platform, templates }) {
    const byPath = new Map(templates.map((template) => [template.stack, template]));
    const named = byStackName(templates);
    const places = new Map(platform.clusters.map((cluster) => [`${cluster.environment.name}/${cluster.region}`, cluster]));
    const before = (template: Template, seen: Set<Template> = new Set()): ReadonlySet<Template> => {
      for (const next of (template.after ?? []).flatMap((stack) => byPath.get(stack) ?? [])) {
        if (seen.has(next)) continue;
        seen.add(next);
        before(next, seen);
      }
      return seen;
    };
    for (const template of templates) {
      const earlier = before(template);
      const agreed = needed(template, platform, places).flatMap((stack) => byPath.get(stack) ?? []);
      for (const each of new Set([...readBy(template, named), ...agreed])) {
        if (each === template || earlier.has(each)) continue;
        const fact = `needs ${each.stack} and does not wait for it`;
        yield { at: { template }, fact, fix: 'say so with addStackDependency (cdk/app.ts)' };
      }
    }
  },
  mutation: (templates) => {
    const stack = templates.find((template) => template.stack.endsWith('-nodes'));
    if (!stack) throw new RangeError('no stack that waits for another');
    stack.after = [];
  },
});
