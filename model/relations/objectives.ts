import type { Component } from '../component';
import type { Draft } from '../draft';
import type { Environment } from '../environment';
import type { Slo } from '../objectives';
import { type Counters, kitSeries, measuresItself, seriesOf } from '../request-series';
import type { Service } from '../service';
import type { Relation } from './relation';

/** What a service promises in so many words, something measures wherever it runs and metrics are scraped. */
export const promises: Relation = function* (draft) {
  for (const service of draft.services) {
    const { file, slo } = service;
    if (slo === undefined || slo === 'none') continue;
    const counters = countersOf(service, draft);
    const scraped = counters.filter(({ scraper }) => scraper);
    const unmeasured = (scraped.length ? scraped : counters).filter((each) => seriesOf(service, each) === undefined);
    if (unmeasured.length > 0 && !measuresItself(service)) {
      const where = unmeasured.map(({ environment }) => `'${environment}'`).join(', ');
      const fact = `promises something under 'slo' that nothing measures in ${where}: it has no metrics of the kit, and ${nobody(service)}`;
      yield { file, rule: 'slo-unmeasured', fact, fix: "write slo: 'none', or choose a mesh or gateway there that counts requests" };
      continue;
    }
    yield* betweenEdges(service, slo, counters);
  }
};

const nobody = ({ http }: Service): string =>
  http?.exposure === 'public' ? 'no mesh or gateway there counts its requests' : 'no mesh there counts its requests';

interface InEnvironment extends Counters {
  readonly environment: string;
}

/** What counts requests in each environment in which a service runs. */
const countersOf = ({ environments: named }: Service, { environments, components }: Draft): InEnvironment[] =>
  environments
    .filter(({ name }) => named === undefined || named.some((each) => each === name))
    .map(({ name: environment, roles }) => ({
      environment,
      scraper: holder(components, roles, 'metrics')?.provides?.scraper,
      gateway: holder(components, roles, 'api-gateway')?.provides?.gateway,
      mesh: holder(components, roles, 'service-mesh')?.provides?.mesh,
    }));

const holder = (components: readonly Component[], roles: Environment['roles'], role: keyof Environment['roles']): Component | undefined =>
  components.find(({ name }) => name === roles[role]);

/** A limit that no bucket ends at cannot be asked about. */
function* betweenEdges(service: Service, { latencyMs }: Slo, counters: readonly InEnvironment[]): ReturnType<Relation> {
  if (latencyMs === undefined) return;
  const counted = measuresItself(service)
    ? [{ by: 'the kit counts', series: kitSeries }]
    : counters.flatMap((each) => {
        const series = seriesOf(service, each);
        return series ? [{ by: `requests are counted in '${each.environment}'`, series }] : [];
      });
  const wrong = counted.find(({ series }) => !series.edges.includes(latencyMs / 1000));
  if (wrong === undefined) return;
  const everywhere = wrong.series.edges.filter((edge) => counted.every(({ series }) => series.edges.includes(edge)));
  const near = everywhere.sort((a, b) => Math.abs(a * 1000 - latencyMs) - Math.abs(b * 1000 - latencyMs)).slice(0, 2);
  yield {
    file: service.file,
    rule: 'slo-threshold-not-bucket-edge',
    fact: `slo.latencyMs is ${latencyMs}, which is no limit at which ${wrong.by}`,
    fix: `write ${near.map((edge) => Math.round(edge * 1000)).join(' or ')}`,
  };
}
