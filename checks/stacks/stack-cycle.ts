import type { Template } from '../contract/contract';
import { byStackName, readBy } from './reading/references';
import { defineStackRule, heldTemplates, type Stacks } from './rule';

/** What each stack waits for: what it is told to, and what it reads outputs of. */
const waiting = ({ templates }: Stacks): ReadonlyMap<Template, readonly Template[]> => {
  const byPath = new Map(templates.map((template) => [template.stack, template]));
  const named = byStackName(templates);
  return new Map(
    templates.map((template) => [
      template,
      [...new Set([...(template.after ?? []).flatMap((stack) => byPath.get(stack) ?? []), ...readBy(template, named)])],
    ]),
  );
};

/** The first circle that is met on the way from each stack, each circle once. */
const circlesIn = (after: ReadonlyMap<Template, readonly Template[]>): readonly (readonly Template[])[] => {
  const done = new Set<Template>();
  const found: Template[][] = [];
  const visit = (template: Template, path: readonly Template[]): void => {
    const start = path.indexOf(template);
    if (start >= 0) return void found.push(path.slice(start));
    if (done.has(template)) return;
    for (const next of after.get(template) ?? []) visit(next, [...path, template]);
    done.add(template);
  };
  for (const template of after.keys()) visit(template, []);
  return found;
};

export default defineStackRule({
  why: 'Stacks that wait for each other cannot be deployed into an empty account, nor deleted.',
  incidents: ['I13'],
  *check(stacks) {
    for (const circle of circlesIn(waiting(stacks))) {
      const [first] = circle;
      if (first === undefined) continue;
      const way = [...circle, first].map(({ stack }) => stack).join(' -> ');
      yield {
        at: { template: first },
        fact: `waits for itself: ${way}`,
        fix: 'move what both need into a stack that is deployed before them',
      };
    }
  },
  mutation: (templates) => {
    const [later, earlier] =
      heldTemplates(templates).flatMap((template) => {
        const before = templates.find(({ stack }) => stack === template.after?.[0]);
        return before ? [[template, before]] : [];
      })[0] ?? [];
    if (!later || !earlier) throw new RangeError('no two stacks of which one waits for the other');
    earlier.after = [...(earlier.after ?? []), later.stack];
  },
});
