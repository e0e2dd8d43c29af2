import { type Demand, demandsIn } from './capacity/demand';
import { settingsOf } from './capacity/settings';
import { defineRule } from './mechanism/rule';

/** Connections that PostgreSQL keeps for its administrators, and RDS for itself. */
const reserved = 3 + 2;

/** Connections of a pod that only brings the schema forward. */
const ofMigration = 3;

/** How many connections a pod may open at most; none where it has no database. */
const poolOf = ({ pod }: Demand, settings: ReadonlyMap<string, string>): number => {
  const pool = Number(settings.get('DATABASE_POOL_MAX') ?? 0);
  return pod.json.kind === 'Job' ? Math.min(ofMigration, pool) : pool;
};

export default defineRule({
  why: 'When all pods are there at once the database refuses some of their connections, and healthy services answer with errors.',
  incidents: ['I07'],
  *check(scene) {
    const { environment } = scene.cluster;
    const usable = Math.floor(environment.database.maxConnections * 0.9) - reserved;
    const pools = demandsIn(scene).flatMap((demand) => {
      const pool = poolOf(demand, settingsOf(scene, demand.pod));
      return pool > 0 ? [{ ...demand, pool, connections: (demand.most + demand.surge) * pool }] : [];
    });
    const sum = pools.reduce((total, { connections }) => total + connections, 0);
    const [worst] = pools.sort((a, b) => b.connections - a.connections);
    if (worst === undefined || sum <= usable) return;
    const fact = `its ${worst.most + worst.surge} pods may open ${worst.connections} connections, all pods ${sum} of ${usable} usable ones`;
    const fix = `let a pool hold fewer than ${worst.pool}, or raise database.maxConnections, which is ${environment.database.maxConnections}`;
    yield { app: worst.pod.app, json: worst.pod.json, fact, fix: `${fix}, in ${environment.file}` };
  },
  mutation: (apps) => {
    const settings = apps.flatMap(({ objects }) => objects).find(({ json }) => json.data?.DATABASE_POOL_MAX)?.json;
    if (settings === undefined) throw new RangeError('no pool to enlarge');
    settings.data.DATABASE_POOL_MAX = '900';
  },
});
