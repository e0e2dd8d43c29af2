import { metricsOf } from '#model';
import { defineRule, type MutableApp } from './mechanism/rule';
import { scrapedBy } from './reach/monitored';

export default defineRule({
  why: 'Nothing scrapes a service, so it has no figures, and no alert on it can ever fire.',
  incidents: ['I04'],
  *check(scene) {
    const { cluster, platform, objects, reach } = scene;
    if (!cluster.installs('monitoring.coreos.com/v1', 'ServiceMonitor')) return;
    const scraped = new Set([...scrapedBy({ objects, reach })].map(({ group }) => group.owner));
    const offering = new Set(platform.services.filter((service) => metricsOf(service)).map(({ name }) => name));
    for (const { app, json, ends } of scene.pods) {
      if (ends || app.name !== json.metadata.name || !offering.has(app.name) || scraped.has(app.name)) continue;
      const fact = 'offers metrics, and no ServiceMonitor or PodMonitor has them scraped';
      yield { app, json, fact, fix: "add a monitor, or say metrics: 'none' in the definition" };
    }
  },
  mutation: (apps) => {
    const { cluster, objects } = ofFirstMonitor(apps);
    const scraper = cluster.scraper?.serviceAccount ?? '';
    objects.splice(
      objects.findIndex(({ json }) => json.kind === 'ServiceMonitor'),
      1,
    );
    // Whoever scrapes nothing has no way in either.
    for (const { json } of objects) {
      if (json.kind === 'AuthorizationPolicy') for (const { from } of json.spec.rules ?? []) without(from[0].source.principals, scraper);
      if (json.kind === 'NetworkPolicy') without(json.spec.ingress ?? [], `name":"${cluster.scraper?.namespace}"`);
    }
  },
});

const ofFirstMonitor = (apps: MutableApp[]): MutableApp => {
  const found = apps.find(({ objects }) => objects.some(({ json }) => json.kind === 'ServiceMonitor'));
  if (found === undefined) throw new RangeError('no monitor to remove');
  return found;
};

/** Takes out of a list what names somebody. */
const without = (list: unknown[], who: string): void => {
  const at = list.findIndex((each) => JSON.stringify(each).includes(who));
  if (at >= 0) list.splice(at, 1);
};
