import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { PodContainer } from '../mechanism/pods';

/** Every probe, with the path at which services answer it. */
export const probePaths = { startupProbe: '/health/startup', readinessProbe: '/health/ready', livenessProbe: '/health/live' } as const;

export type ProbeField = keyof typeof probePaths;

/** Of the containers that run first, only those that stay may have probes. */
export const isProbed = ({ ends, spec, container }: PodContainer): boolean =>
  !ends && (spec.containers.includes(container) || container.restartPolicy === 'Always');

/** The probes that a container has. */
export const probesOf = (container: IContainer): [ProbeField, IProbe][] =>
  (Object.keys(probePaths) as ProbeField[]).flatMap((field) => {
    const probe = container[field];
    return probe ? [[field, probe] as [ProbeField, IProbe]] : [];
  });

/** The port that a probe asks, by name or number. */
export const portOf = ({ httpGet, tcpSocket, grpc }: IProbe): number | string | undefined => (httpGet ?? tcpSocket ?? grpc)?.port;
