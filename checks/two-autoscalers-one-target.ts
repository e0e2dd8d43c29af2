import { objectName } from '#model';
import { append } from './graph/lists';
import { defineRule, type Located } from './mechanism/rule';
import { copyOf } from './references/copies';

/** Those that set the number of pods, and those that set their size. */
const families: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: 'number',
  ScaledObject: 'number',
  VerticalPodAutoscaler: 'size',
};

export default defineRule({
  why: 'Two autoscalers of one workload take back what the other has just done, and its pods come and go all day.',
  elsewhere: { kyverno: ['prevent-duplicate-hpa'] },
  incidents: ['I24'],
  *check({ references }) {
    const byTarget = new Map<string, Located[]>();
    for (const { at, to, type } of references.edges) {
      const family = type === 'scales' && at ? families[at.json.kind] : undefined;
      if (at && family) append(byTarget, `${family} ${to}`, at);
    }
    for (const [first, ...others] of byTarget.values())
      for (const { app, json } of first ? others : []) {
        const fact = `scales ${targetOf(json.spec)}, and so does ${objectName((first as Located).json)}`;
        yield { app, json, fact, fix: 'keep one of them, with all metrics' };
      }
  },
  mutation: (apps) => {
    copyOf(apps, 'VerticalPodAutoscaler');
  },
});

interface Target {
  readonly kind?: string;
  readonly name: string;
}

const targetOf = (spec: unknown): string => {
  const { scaleTargetRef, targetRef } = spec as { readonly scaleTargetRef?: Target; readonly targetRef?: Target };
  const { kind = 'Deployment', name = '' } = scaleTargetRef ?? targetRef ?? {};
  return `${kind} '${name}'`;
};
