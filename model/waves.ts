import type { ComponentDefinition } from './component';
import type { Mistake } from './mistake';
import type { Entry } from './read';

/** The order in which components are installed: one more than the last of those that each comes after, from 1. */
export const wavesOf = (components: readonly Entry<ComponentDefinition>[]): { of: (name: string) => number; mistakes: Mistake[] } => {
  const byName = new Map(components.map((entry) => [entry.name, entry]));
  const waves = new Map<string, number>();
  const mistakes: Mistake[] = [];

  const inCycle = new Set<string>();

  const visit = (name: string, path: readonly string[]): number => {
    const known = waves.get(name);
    const entry = byName.get(name);
    if (known !== undefined || entry === undefined) return known ?? 0;
    if (path.includes(name)) {
      const cycle = path.slice(path.indexOf(name));
      // Each of its members leads back into it; it is reported where it is first met.
      if (!cycle.some((member) => inCycle.has(member))) mistakes.push(cycleMistake(entry.file, [...cycle, name]));
      for (const member of cycle) inCycle.add(member);
      return 0;
    }
    const wave = 1 + Math.max(0, ...(entry.value.after ?? []).map((before) => visit(before, [...path, name])));
    waves.set(name, wave);
    return wave;
  };

  for (const { name } of [...components].sort((a, b) => (a.name < b.name ? -1 : 1))) visit(name, []);
  return { of: (name) => waves.get(name) ?? 1, mistakes };
};

const cycleMistake = (file: string, cycle: readonly string[]): Mistake => ({
  file,
  rule: 'after-cycle',
  fact: `after leads back to itself: ${cycle.join(' after ')}`,
  fix: 'remove one of them from its after',
});
