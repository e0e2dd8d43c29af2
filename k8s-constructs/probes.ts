import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { NamedPort, Probe, Probes } from '#model';

type Timing = Pick<IProbe, 'periodSeconds' | 'failureThreshold' | 'timeoutSeconds'>;

/** How often each is asked. A container has a minute to start; afterwards it is out of traffic within 10 s, and restarted after 30 s. */
const timings: Readonly<Record<keyof Probes, Timing>> = {
  startup: { periodSeconds: 2, failureThreshold: 30, timeoutSeconds: 2 },
  ready: { periodSeconds: 5, failureThreshold: 2, timeoutSeconds: 2 },
  live: { periodSeconds: 10, failureThreshold: 3, timeoutSeconds: 5 },
};

/** Probes of services that keep the convention: schema as expected, may receive traffic, not stuck. */
export const conventionalProbes: Required<Probes> = {
  startup: { http: '/health/startup' },
  ready: { http: '/health/ready' },
  live: { http: '/health/live' },
};

/** The probes of a container with the ports that they name. */
export const probes = (
  said: Required<Probes>,
  ports: readonly Pick<NamedPort, 'name' | 'port'>[],
): Pick<IContainer, 'startupProbe' | 'readinessProbe' | 'livenessProbe'> => ({
  startupProbe: { ...handler(said.startup, ports), ...timings.startup },
  readinessProbe: { ...handler(said.ready, ports), ...timings.ready },
  livenessProbe: { ...handler(said.live, ports), ...timings.live },
});

/** Over HTTP and TCP the kubelet knows ports by name, over gRPC by number only. */
const handler = (probe: Probe, ports: readonly Pick<NamedPort, 'name' | 'port'>[]): IProbe => {
  if ('tcp' in probe) return { tcpSocket: { port: probe.tcp } };
  const { port = 'http' } = probe;
  if ('grpc' in probe) {
    const number = ports.find(({ name }) => name === port)?.port;
    if (number === undefined) throw new RangeError(`a probe over gRPC asks the port '${port}', which the container does not have`);
    return { grpc: { port: number, service: probe.grpc } };
  }
  const { http: path, headers = {} } = probe;
  const httpHeaders = Object.entries(headers).map(([name, value]) => ({ name, value }));
  return { httpGet: { path, port, ...(httpHeaders.length && { httpHeaders }) } };
};
