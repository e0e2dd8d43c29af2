import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { parse } from './queries/parse';
import { queriesIn } from './queries/read';

export default defineRule({
  why: 'Prometheus takes none of the rules in a group of which one cannot be read, and a rollout whose question is no question never ends.',
  incidents: ['I04'],
  *check(scene) {
    for (const { app, json, place, text } of queriesIn(scene)) {
      const [problem] = parse(text).problems;
      if (problem) yield { app, json, fact: `${place} asks '${text}': ${problem}`, fix: 'write a query that Prometheus can read' };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'PrometheusRule').spec.groups[0].rules[0].expr = 'rate(http_requests_total)';
  },
});
