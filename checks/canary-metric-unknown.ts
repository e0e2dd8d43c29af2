import { didYouMean } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { catalogueOf } from './queries/catalogue';
import { parse } from './queries/parse';
import { queriesIn } from './queries/read';
import { unknownIn } from './queries/unknown';

export default defineRule({
  why: 'A new version is judged by a series that nobody makes, so it waits for ever or is let in unseen.',
  incidents: ['I06'],
  *check(scene) {
    const queries = [...queriesIn(scene)];
    const catalogue = catalogueOf(scene, queries);
    const services = [...new Set(scene.objects.filter(({ json }) => json.kind === 'Service').map(({ json }) => json.metadata.name))];
    // Flagger makes one Service more for the newest version.
    for (const { json } of scene.objects) if (json.kind === 'Canary') services.push(`${json.metadata.name}-canary`);
    for (const { app, json, place, text } of queries) {
      if (json.kind !== 'AnalysisTemplate' && json.kind !== 'MetricTemplate') continue;
      const parsed = parse(text);
      for (const { fact, name, known } of unknownIn(parsed, catalogue))
        yield { app, json, fact: `${place} asks for ${fact}`, fix: didYouMean(name, known, 'ask for one that the kit or a rule makes') };
      const named = parsed.selections.flatMap(({ matchers }) => matchers.filter(({ label }) => label === 'service'));
      const stranger = named.find(({ operator, value }) => operator === '=' && !services.includes(value));
      if (stranger)
        yield {
          app,
          json,
          fact: `${place} asks for the service '${stranger.value}', which is not rendered`,
          fix: didYouMean(stranger.value, services, 'name a Service of the cluster'),
        };
    }
  },
  mutation: (apps) => {
    const [metric] = firstOf(apps, 'AnalysisTemplate').spec.metrics;
    metric.provider.prometheus.query = metric.provider.prometheus.query.replaceAll('http_requests_total', 'http_request_total');
  },
});
