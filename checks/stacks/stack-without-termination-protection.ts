import { holders } from './reading/holders';
import { calledAs, defineStackRule, heldTemplates, isFull } from './rule';

/** What a failed creation leaves behind would stand in the way of the next one, so that alone goes. */
const kept = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' } as const;

export default defineStackRule({
  why: 'One command deletes the stack, and with it what customers have stored.',
  incidents: ['I13'],
  *check(stacks) {
    for (const template of stacks.templates) {
      if (template.terminationProtection || !isFull(stacks.platform, template)) continue;
      yield { at: { template }, fact: 'has termination protection off, not on', fix: 'set `terminationProtection` (cdk/provision.ts)' };
    }
    for (const at of stacks.of(...holders).filter(({ template }) => isFull(stacks.platform, template)))
      for (const [field, wanted] of Object.entries(kept)) {
        const policy = at.template.resources[at.id]?.[field as keyof typeof kept];
        if (policy === wanted) continue;
        const fact = `${calledAs(at)} has ${field} ${policy ?? 'not set'}, not ${wanted}`;
        yield { at, fact, fix: 'apply the removal policy of the environment (cdk/provision.ts)' };
      }
  },
  mutation: (templates) => {
    const [template] = heldTemplates(templates);
    if (!template) throw new RangeError('no stack to change');
    template.terminationProtection = false;
  },
});
