import type { IContainer } from 'kubernetes-models/v1/Container';
import { amountOf } from './capacity/amounts';
import { firstContainer } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';

export default defineRule({
  why: 'A leak in one container takes the memory of its node, and the kernel kills whatever it likes, databases first.',
  elsewhere: {
    'kube-linter': ['unset-memory-requirements'],
    'kube-score': ['container-resources'],
    polaris: ['memoryRequestsMissing', 'memoryLimitsMissing'],
    kyverno: ['require-pod-requests-limits', 'memory-requests-equal-limits'],
    checkov: ['CKV_K8S_12', 'CKV_K8S_13'],
    nsa: ['C-0269', 'C-0271'],
  },
  incidents: ['I09'],
  *check({ containers }) {
    for (const { app, json, container } of containers)
      for (const found of mistakesOf(container, json.kind === 'StatefulSet')) yield { app, json, ...found };
  },
  mutation: (apps) => {
    delete firstContainer(apps).resources?.requests?.memory;
  },
});

function* mistakesOf({ name, resources }: IContainer, keepsData: boolean): Generator<Pick<Violation, 'fact' | 'fix'>> {
  const { requests, limits } = resources ?? {};
  for (const [side, amounts] of Object.entries({ requests, limits }))
    if (amounts?.memory === undefined)
      yield { fact: `container '${name}' has no ${side}.memory`, fix: `set ${side}.memory to what it needs, such as '128Mi'` };
  if (!keepsData || requests?.memory === undefined || limits?.memory === undefined) return;
  if (amountOf(requests.memory) === amountOf(limits.memory)) return;
  const fact = `container '${name}' keeps data, and requests '${requests.memory}' of the '${limits.memory}' that it may use`;
  yield { fact, fix: 'set both to the same, so that it is the last to be evicted' };
}
