import { type Finding, findingsOf, rulesOf, sceneOf } from '#checks';
import type { MutableApp } from '#checks/rule';
import { renderCluster } from '#k8s-constructs/render';
import { type Cluster, load, type RenderedApp } from '#model';
import { registry } from '#registry';

const { platform } = load(registry);
if (platform === undefined) throw new Error('the platform has mistakes; run platform check');

const rules = rulesOf(registry.rules);

/** A copy that a mutation may change; what validates an object is kept as it is. */
const draftOf = (apps: readonly RenderedApp[], cluster: Cluster): MutableApp[] => {
  const own = { ...cluster, release: structuredClone(cluster.release) };
  return apps.map((app) => ({
    ...app,
    cluster: own,
    objects: app.objects.map(({ json, model }) => ({ json: structuredClone(json), model })),
  })) as unknown as MutableApp[];
};

/** Where a changed cluster breaks rules. */
const findingsIn = (draft: readonly MutableApp[]): readonly Finding[] =>
  findingsOf(rules, sceneOf(platform, draft[0]?.cluster as Cluster, draft as unknown as readonly RenderedApp[])).findings;

const rendered = new Map(platform.clusters.map((cluster) => [cluster, [...renderCluster(platform, cluster)]]));

/** A copy of the first cluster that has what the mutation of a rule changes, changed. */
const brokenFor = ({ id, mutation }: (typeof rules)[number]): MutableApp[] => {
  for (const [cluster, apps] of rendered) {
    const draft = draftOf(apps, cluster);
    try {
      mutation(draft);
      return draft;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  throw new Error(`no cluster has what the mutation of ${id} changes`);
};

test.each(platform.clusters.map((cluster) => [cluster.name, cluster] as const))('%s breaks no rule', (_, cluster) => {
  expect(findingsIn(draftOf(rendered.get(cluster) ?? [], cluster))).toEqual([]);
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  let findings: readonly Finding[] = [];
  beforeAll(() => {
    findings = findingsIn(brokenFor(rule));
  });

  test('is tripped by its mutation, and no other rule is', () =>
    expect([...new Set(findings.map((finding) => finding.rule))]).toEqual([id]));

  test('says in one sentence what goes wrong, and in each finding what to do', () => {
    expect(rule.why).toMatch(/^[A-Z].*\.$/);
    for (const { file, fact, fix } of findings) {
      expect({ file, fact, fix }).toEqual({
        file: expect.stringMatching(/\.ts$/),
        fact: expect.not.stringMatching(/\.$/),
        fix: expect.stringMatching(/^[a-z'].*[^.]$/),
      });
    }
  });
});
