import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { ITopologySpreadConstraint } from 'kubernetes-models/v1/TopologySpreadConstraint';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import type { IWeightedPodAffinityTerm } from 'kubernetes-models/v1/WeightedPodAffinityTerm';
import { drainSeconds, graceSeconds, type NamedPort, names, type Probes } from '#model';
import { type Identity, podLabelsOf, selectorOf } from './labels';
import { container, type PodProps, pod } from './pod';
import { conventionalProbes, probes } from './probes';

/** What the pods of a workload are for: to answer callers (those that keep data do, too), or to work off events and queues. */
export type Part = 'api' | 'worker';

/** The name of the objects of one part of a workload. */
export const partName = (name: string, part: Part): string => (part === 'worker' ? names.workerName(name) : name);

/** Properties of pods that stay: those that answer callers, work off events, or keep data. */
export interface StayingPodsProps extends Identity, PodProps {
  /** Ports of the container. @default - none */
  readonly ports?: readonly Pick<NamedPort, 'name' | 'port'>[];
  /** How the container says in what state it is. @default - `/health/startup`, `/health/ready` and `/health/live` on the port `http` */
  readonly probes?: Required<Probes>;
  /** What tells a changed configuration from the old one, so that pods are replaced when it changes. @default - nothing does */
  readonly configurationHash?: string;
  /** Whether pods must be spread over zones, or only should be. @default false */
  readonly mustSpread?: boolean;
  /** The part of the workload that they are, of which their selector tells them apart. @default 'api' */
  readonly part?: Part;
}

/** What a kind of workload changes about its pods. */
interface TemplateChanges {
  /** The label that tells pods of one version from those of another. @default - spread counts pods of all versions */
  readonly versionLabel?: string;
  /** @default - none */
  readonly mounts?: readonly IVolumeMount[];
}

/**
 * The template of pods that stay. They are asked how they are, are spread over zones and nodes, and one that is deleted first sleeps until
 * nobody sends to it any more, and only then is told to stop.
 */
export const podTemplateOf = (props: StayingPodsProps, { versionLabel, mounts = [] }: TemplateChanges = {}): IPodTemplateSpec => {
  const { part = 'api', ports = [], configurationHash } = props;
  const selector = selectorOf(props.name, part);
  const only = container(props);
  return {
    metadata: {
      labels: podLabelsOf(props, part),
      ...(configurationHash && { annotations: { 'checksum/configuration': configurationHash } }),
    },
    spec: {
      ...pod(props, {
        ...only,
        volumeMounts: [...(only.volumeMounts ?? []), ...mounts],
        ...(ports.length && {
          ports: ports.map(({ name, port }) => ({ name, containerPort: port })),
          ...probes(props.probes ?? conventionalProbes, ports),
        }),
        lifecycle: { preStop: { sleep: { seconds: drainSeconds } } },
      }),
      terminationGracePeriodSeconds: graceSeconds,
      affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [apart(selector)] } },
      topologySpreadConstraints: [
        {
          ...spread('topology.kubernetes.io/zone', selector, versionLabel),
          ...(props.mustSpread && { whenUnsatisfiable: 'DoNotSchedule' }),
        },
        spread('kubernetes.io/hostname', selector, versionLabel),
      ],
    },
  };
};

/** Rather not two pods on one node, old and new ones alike: a node that goes takes one at a time. */
const apart = (matchLabels: Record<string, string>): IWeightedPodAffinityTerm => ({
  weight: 100,
  podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels } },
});

/** Counts only pods of the same version where these can be told, so that a rollout is not held up by where the old ones are. */
const spread = (topologyKey: string, matchLabels: Record<string, string>, versionLabel?: string): ITopologySpreadConstraint => ({
  topologyKey,
  maxSkew: 1,
  whenUnsatisfiable: 'ScheduleAnyway',
  labelSelector: { matchLabels },
  ...(versionLabel && { matchLabelKeys: [versionLabel] }),
});
