import { didYouMean } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { catalogueOf } from './queries/catalogue';
import { parse } from './queries/parse';
import { queriesIn } from './queries/read';
import { unknownIn } from './queries/unknown';

export default defineRule({
  why: 'A query about a series that nobody makes has no answer: its alert never fires, and its scaler never scales.',
  incidents: ['I04', 'I06'],
  *check(scene) {
    const queries = [...queriesIn(scene)];
    const catalogue = catalogueOf(scene, queries);
    for (const { app, json, place, text } of queries) {
      // Those that judge a new version are reported by a rule of their own.
      if (json.kind === 'AnalysisTemplate' || json.kind === 'MetricTemplate') continue;
      for (const { fact, name, known } of unknownIn(parse(text), catalogue))
        yield { app, json, fact: `${place} asks for ${fact}`, fix: didYouMean(name, known, 'ask for one that the kit or a rule makes') };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'PrometheusRule').spec.groups[0].rules[0].expr = 'sum(rate(http_request_total[5m]))';
  },
});
