import type { Cluster } from '../cluster';
import type { Environment } from '../environment';
import type { Service } from '../service';
import { type Duration, inSeconds } from '../units';

/** What is promised when something is lost. */
export interface Targets {
  /** Part of the time in which the platform answers, measured at its edge over 30 days. Unit: percent. */
  readonly availability: number;
  /** How long it is away at most. */
  readonly time: Duration;
  /** How much of what was last written it forgets at most. */
  readonly point: Duration;
}

/** What an environment of the shape `full` promises, for each of its stores and each kind of loss. */
export const targets: Targets = { availability: 99.99, time: '1h', point: '5m' };

/** Whether an environment promises the targets. */
export const isHeld = ({ shape, targets: written }: Pick<Environment, 'shape' | 'targets'>): boolean =>
  shape === 'full' && written !== 'none';

/** What happens to a store when something is lost, and what brings it back. */
export interface Loss {
  /** How much it forgets, at most where nothing else is said. `'0s'`: nothing that it has acknowledged. */
  readonly point: Duration;
  /** How long it is away. */
  readonly time: Duration;
  /** What gives these figures. */
  readonly by: string;
  /** The page where AWS says so. */
  readonly see: string;
  /** Why a figure beyond the targets is accepted. Rejected where none is beyond them. @default - none is */
  readonly accepted?: string;
}

/** Everything that a platform keeps, and what becomes of it. */
export interface Recovery {
  /** What people call it: `PostgreSQL`. */
  readonly store: string;
  readonly holds: string;
  /** Whether a service has a part of it. @default - every environment has it */
  readonly usedBy?: (service: Service) => boolean;
  /** What AWS answers for in a month, in percent. Below the target callers must be answered without it: `meanwhile` says how. */
  readonly availability: { readonly percent: number; readonly see: string; readonly meanwhile?: string };
  /** A node, a disk or a whole zone is lost. */
  readonly zone: Loss;
  /** The active region is lost. */
  readonly region: Loss;
  /** Something was deleted or overwritten that should not have been. */
  readonly mistake: Loss;
}

/** The kinds of loss, and what people call them. */
export const losses = { zone: 'a zone is lost', region: 'the active region is lost', mistake: 'data is deleted or overwritten' } as const;

/** What of a loss is beyond the targets. */
export const beyond = ({ point, time }: Pick<Loss, 'point' | 'time'>): ('point' | 'time')[] => [
  ...(inSeconds(point) > inSeconds(targets.point) ? (['point'] as const) : []),
  ...(inSeconds(time) > inSeconds(targets.time) ? (['time'] as const) : []),
];

/** The clusters of an environment by what they do: the one that serves callers, and the one that takes over. */
export const pairOf = (environment: string, clusters: readonly Cluster[]): { active?: Cluster; standby?: Cluster } => {
  const own = clusters.filter((cluster) => cluster.environment.name === environment);
  const [active, standby] = [false, true].map((wanted) => own.find((cluster) => cluster.standby === wanted));
  return { ...(active && { active }), ...(standby && { standby }) };
};
