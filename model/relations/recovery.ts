import { runsIn } from '../derive';
import type { Draft } from '../draft';
import type { Mistake } from '../mistake';
import { isHeld, targets } from '../recovery';
import type { Relation } from './relation';

const optOut = "write targets: 'none', so that nobody relies on it";

/** An environment that promises the targets has where to go when a zone or a region is lost, and a source for everything that goes with them. */
export const recovery: Relation = function* (draft) {
  yield* waits(draft);
  for (const environment of draft.environments.filter(isHeld)) {
    yield* places(environment);
    yield* sources(draft, environment.name);
  }
};

function* places({ file, clusters }: Draft['environments'][number]): Generator<Mistake> {
  if (!clusters.some(({ standby }) => standby)) {
    const here = clusters.map(({ region }) => region).join(', ');
    const fact = `promises to be back ${targets.time} after a region is lost, and has clusters in ${here} alone`;
    yield { file, rule: 'recovery-without-standby', fact, fix: `add a cluster with standby: true in another region, or ${optOut}` };
  }
  for (const [index, { zones, region }] of clusters.entries()) {
    if (zones.length >= 3) continue;
    const fact = `clusters[${index}].zones of ${region} are ${zones.join(', ')}, and of two no majority is left when one is lost`;
    yield { file, rule: 'recovery-without-zones', fact, fix: `name a third zone, or ${optOut}` };
  }
}

function* sources({ services }: Draft, environment: string): Generator<Mistake> {
  for (const { file, queues = [], produces = [] } of services.filter((service) => runsIn(service, environment) && !service.database)) {
    const kept = [...(queues.length ? [`queues ${queues.join(', ')}`] : []), ...(produces.length ? ['produces events'] : [])];
    if (kept.length === 0) continue;
    const fact = `${kept.join(' and ')} without a database, so what is not yet handled in ${environment} is lost with its region`;
    yield { file, rule: 'recovery-without-source', fact, fix: "add database: 'postgresql', from which it is sent again" };
  }
}

function* waits({ environments }: Draft): Generator<Mistake> {
  for (const { file, database, clusters } of environments) {
    if (!database.writesWait || clusters.length > 1) continue;
    const fact = 'database.writesWait is true, and there is no other region to wait for, so nothing could ever be written';
    yield { file, rule: 'writes-wait-alone', fact, fix: 'remove it until the standby is there' };
  }
}
