import type { Platform } from '#model';
import type { Law } from './laws';
import { stackName } from './reading';
import type { StackTemplate } from './templates';

/** Laws of stacks as wholes: what is deployed when, and how much at once. */

/** Every stack that is deployed before one, itself among them where there is a circle. */
const before = (stack: StackTemplate, stacks: readonly StackTemplate[], seen: Set<string> = new Set()): Set<string> => {
  for (const name of stack.after) {
    if (seen.has(name)) continue;
    seen.add(name);
    const next = stacks.find((each) => each.stack === name);
    if (next) before(next, stacks, seen);
  }
  return seen;
};

/** Stacks that a stack needs and knows by their names alone. */
const needed = ({ stack }: StackTemplate, { clusters }: Platform): string[] => {
  const [, place, concern] = /^(.*)-(storage|backup)$/.exec(stack) ?? [];
  const { environment, standby } = clusters.find(({ environment, region }) => place === `${environment.name}/${region}`) ?? {};
  const copies = clusters.filter((each) => !standby && each.standby && each.environment.name === environment?.name);
  return [
    stack.replace(/-(identity|nodes)$/, '-cluster'),
    ...copies.map(({ region }) => `${environment?.name}/${region}-${concern}`),
    ...followed(stack, clusters),
  ];
};

/** Secrets are copied under the keys of other regions, and their databases follow the first one. */
const followed = (stack: string, clusters: Platform['clusters']): string[] => {
  const [, place, concern] = /^(.*)-(secrets|data|documents)$/.exec(stack) ?? [];
  const { environment, home } = clusters.find((each) => place === `${each.environment.name}/${each.region}`) ?? {};
  const others = clusters.filter((each) => each.environment.name === environment?.name && each.home !== home);
  if (!home && concern === 'secrets') return [];
  return others.map(({ region }) => `${environment?.name}/${region}-${home ? 'keys' : concern}`);
};

export const ordered: Law = ({ stacks, platform }) =>
  stacks.flatMap((stack) => {
    const earlier = before(stack, stacks);
    const reads = [...JSON.stringify(stack.resources).matchAll(/"Fn::GetStackOutput":\{"StackName":"([^"]+)"/g)].map(([, name]) => name);
    const read = stacks.filter((each) => reads.includes(stackName(each)));
    const agreed = stacks.filter((each) => needed(stack, platform).includes(each.stack) && each !== stack);
    return [
      ...(earlier.has(stack.stack) ? [`${stack.stack}: waits for itself`] : []),
      ...[...read, ...agreed].filter((each) => !earlier.has(each.stack)).map((each) => `${stack.stack}: does not wait for ${each.stack}`),
    ];
  });

const most = 499;
export const small: Law = ({ stacks }) =>
  stacks
    .filter(({ resources }) => Object.keys(resources).length > most)
    .map(({ stack, resources }) => `${stack}: has ${Object.keys(resources).length} resources, more than ${most}`);
