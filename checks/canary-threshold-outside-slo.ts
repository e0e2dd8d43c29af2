import { failuresAllowed, measuredObjectives, type Objectives } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { parse } from './queries/parse';
import { queriesIn } from './queries/read';
import { judgementsIn, limitIn } from './queries/rollouts';

/** More failures than this are let in nowhere. */
const most = 0.05;

export default defineRule({
  why: 'A limit below what the service promises stops every version, and one far above stops none.',
  incidents: ['I06'],
  *check(scene) {
    const promises = new Map(scene.platform.services.map((service) => [service.name, measuredObjectives(service, scene.cluster)]));
    for (const { app, json, metric } of judgementsIn(scene)) {
      const promise = promises.get(app.name);
      const wrong = promise && metric.name === 'failures' && limitOutside(limitIn(metric.successCondition), promise);
      if (wrong) yield { app, json, fact: `metric '${metric.name}' ${wrong}`, fix: `write ${failuresAllowed(promise)}` };
    }
    for (const { app, json, place, text } of queriesIn(scene)) {
      const promise = promises.get(app.name);
      const tight = promise && judges.has(json.kind) && tooTight(text, promise);
      if (tight) yield { app, json, fact: `${place} ${tight}`, fix: 'ask for the limit of the objective' };
    }
  },
  mutation: (apps) => {
    const failures = firstOf(apps, 'AnalysisTemplate').spec.metrics.find(({ name }: { name: string }) => name === 'failures');
    failures.successCondition = failures.successCondition.replace(/[\d.]+$/, '0.000001');
  },
});

/** Kinds that say by which questions a version is judged. */
const judges = new Set(['AnalysisTemplate', 'MetricTemplate']);

/** What is wrong with a limit; nothing where it is between what is promised and what is never let in. */
const limitOutside = (limit: number | undefined, promise: Objectives): string | undefined => {
  const least = failuresAllowed(promise);
  return limit === undefined || (limit >= least && limit <= most)
    ? undefined
    : `lets ${limit} of all requests fail, and twice what the objective lets fail is ${least}, the most anywhere ${most}`;
};

const tooTight = (query: string, { latencySeconds }: Objectives): string | undefined => {
  const edges = parse(query).selections.flatMap(({ matchers }) => matchers.filter(({ label }) => label === 'le'));
  const tight = edges.find(({ value }) => Number.parseFloat(value) < latencySeconds);
  return tight && `holds answers against ${tight.value} s, and the objective is ${latencySeconds} s`;
};
