import type { StackTemplate } from '#cdk';

/** Stacks of one region that need none of each other, so that they can be deployed at once. */
export interface Batch {
  readonly region: string;
  readonly stacks: readonly StackTemplate[];
}

/**
 * The order in which stacks are deployed, as the CDK's graph says: each after everything that it needs, and together with what else can be
 * there by then. Backwards it is the order in which they are destroyed.
 */
export const batchesOf = (stacks: readonly StackTemplate[]): Batch[] => {
  const byName = new Map(stacks.map((each) => [each.stack, each]));
  const levels = new Map<string, number>();
  // A law over templates says that no stack waits for itself.
  const levelOf = ({ stack, after }: StackTemplate): number => {
    const known = levels.get(stack);
    if (known !== undefined) return known;
    const needed = after.flatMap((name) => byName.get(name) ?? []);
    const level = 1 + Math.max(-1, ...needed.map(levelOf));
    levels.set(stack, level);
    return level;
  };
  const places = new Map<string, StackTemplate[]>();
  const regions = [...new Set(stacks.map(({ region }) => region))];
  const last = Math.max(-1, ...stacks.map(levelOf));
  for (let level = 0; level <= last; level++) for (const region of regions) places.set(`${level} ${region}`, []);
  for (const stack of stacks) places.get(`${levelOf(stack)} ${stack.region}`)?.push(stack);
  return [...places].flatMap(([place, members]) => (members.length > 0 ? [{ region: place.split(' ')[1] ?? '', stacks: members }] : []));
};

/** The same backwards. */
export const backwards = (batches: readonly Batch[]): Batch[] =>
  [...batches].reverse().map(({ region, stacks }) => ({ region, stacks: [...stacks].reverse() }));
