import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { Labels } from '../graph/selector';
import type { PodGroup } from './pods';

/** The ports on which the kubelet asks some pods how they are. */
export const probedPorts = ({ template, ports }: PodGroup): number[] => {
  const containers = template?.ends ? [] : (template?.spec.containers ?? []);
  const probes = containers.flatMap(({ startupProbe, readinessProbe, livenessProbe }) => [startupProbe, readinessProbe, livenessProbe]);
  const asked = probes.flatMap((probe?: IProbe) => (probe?.httpGet ?? probe?.tcpSocket ?? probe?.grpc)?.port ?? []);
  return [...new Set(asked.flatMap((port) => (typeof port === 'string' ? (ports?.get(port) ?? []) : port)))];
};

/** Whether some pods are in an ambient mesh: then the kubelet's questions come from one address, which policies must let in. */
export const isInAmbientMesh = ({ namespace, labels }: PodGroup, namespaces: ReadonlyMap<string, Labels>): boolean => {
  const mode = labels['istio.io/dataplane-mode'] ?? namespaces.get(namespace)?.['istio.io/dataplane-mode'];
  return mode === 'ambient';
};
