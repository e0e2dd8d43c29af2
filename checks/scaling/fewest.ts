import { type Shape, workerOf } from '#model';
import type { Scene } from '../mechanism/rule';
import { type StayingPods, scalingOf } from './read';

/** The fewest pods that keep a service up when a node or a zone goes, by how much the environment spends on staying up. */
const fewest: Readonly<Record<Shape, Readonly<Record<string, number>>>> = {
  full: { critical: 3, standard: 2 },
  small: { critical: 2, standard: 2 },
  frugal: {},
};

/** Pods of services that are too few for the tier of the service, with the number that it needs. */
export function* tooFew(scene: Scene): Generator<{ pods: StayingPods; needed: number; tier: string }> {
  const { platform, cluster } = scene;
  const tiers = new Map<string, string>(platform.services.map(({ name, tier }) => [name, tier]));
  for (const pods of scalingOf(scene).staying) {
    const tier = tiers.get(pods.app.name);
    const service = platform.services.find(({ name }) => name === pods.app.name);
    // Nobody waits for those that work off events: there may be as few as their definition says, or as there are partitions.
    const works = pods.labels['app.kubernetes.io/component'] === 'worker' && service ? workerOf(service, cluster)?.replicas.min : undefined;
    const wanted = tier === undefined ? undefined : fewest[cluster.environment.shape][tier];
    const needed = wanted && Math.min(wanted, works ?? wanted);
    if (tier && needed !== undefined && pods.replicas < needed) yield { pods, needed, tier };
  }
}
