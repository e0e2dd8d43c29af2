import type { Construct } from 'constructs';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { Mesh, Pods } from '#model';
import { KubernetesObject } from './object';
import { foundation } from './sync';

/** Some pods or address ranges, and the TCP ports that are open between them and the workload; no port means all. */
export interface Traffic {
  readonly peers: readonly (Pods | string)[];
  readonly ports: readonly number[];
}

/** Properties of a traffic policy. */
export interface TrafficPolicyProps {
  readonly name: string;
  /** @default - the chart's */
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Labels of the pods that it holds for. @default - all pods of the namespace */
  readonly pods?: Readonly<Record<string, string>>;
  /** Who may come in. @default - nobody */
  readonly ingress?: readonly Traffic[];
  /** Where they may go, besides DNS. @default - nowhere else */
  readonly egress?: readonly Traffic[];
  /** Whether the pods may talk to each other. @default false */
  readonly within?: boolean;
  /** Where the pods are in a mesh: what it needs besides. @default - they are in none */
  readonly mesh?: Mesh;
  /** Ports on which the kubelet asks the pods how they are. @default - all */
  readonly probed?: readonly number[];
}

/** Addresses that are not on the internet: private, shared, link-local. */
export const privateRanges = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/** Every address on the internet. */
export const internet = '0.0.0.0/0';

/** Every pod of the cluster. */
export const everyPod: Pods = { namespace: '*', labels: {} };

/**
 * A NetworkPolicy that names everything that may reach some pods and everything that they may reach. DNS is always open; all else is closed.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class TrafficPolicy extends KubernetesObject {
  constructor(scope: Construct, id: string, props: TrafficPolicyProps) {
    const podSelector = props.pods ? { matchLabels: { ...props.pods } } : {};
    const within = props.within ? [podSelector] : [];
    super(
      scope,
      id,
      new NetworkPolicy({
        metadata: { name: props.name, namespace: props.namespace, labels: { ...props.labels }, annotations: foundation },
        spec: {
          podSelector,
          policyTypes: ['Ingress', 'Egress'],
          ingress: [
            ...within.map((peer): INetworkPolicyIngressRule => ({ from: [{ podSelector: peer }] })),
            ...inMesh(props.ingress, props.mesh).map((traffic) => ({ from: traffic.peers.map(peer), ports: ports(traffic) })),
            ...(props.mesh?.probesFrom
              ? [{ from: [peer(props.mesh.probesFrom)], ports: ports({ peers: [], ports: props.probed ?? [] }) }]
              : []),
          ],
          egress: [
            dns,
            ...within.map((peer): INetworkPolicyEgressRule => ({ to: [{ podSelector: peer }] })),
            ...[...inMesh(props.egress, props.mesh), ...controlPlane(props.mesh)].map((traffic) => ({
              to: traffic.peers.map(peer),
              ports: ports(traffic),
            })),
          ],
        },
      }),
    );
  }
}

/** Pods that are both in the mesh speak by its tunnel, whatever port they mean; which one they may, the mesh says. */
const inMesh = (all: readonly Traffic[] = [], mesh?: Mesh): readonly Traffic[] => {
  const { tunnelPort } = mesh ?? {};
  if (tunnelPort === undefined) return all;
  return all.map(({ peers, ports: named }) => {
    const tunnelled = named.length > 0 && !named.includes(tunnelPort) && peers.some((each) => typeof each !== 'string');
    return { peers, ports: tunnelled ? [...named, tunnelPort] : named };
  });
};

/** Where the proxies of the pods themselves ask. */
const controlPlane = (mesh?: Mesh): Traffic[] =>
  mesh?.controlPlane ? [{ peers: [mesh.controlPlane.pods], ports: mesh.controlPlane.ports }] : [];

const ports = (traffic: Traffic): INetworkPolicyEgressRule['ports'] =>
  traffic.ports.length ? traffic.ports.map((port) => ({ port, protocol: 'TCP' })) : undefined;

const peer = (to: Pods | string): INetworkPolicyPeer => {
  if (to === internet) return { ipBlock: { cidr: internet, except: [...privateRanges] } };
  if (typeof to === 'string') return { ipBlock: { cidr: to } };
  return {
    namespaceSelector: to.namespace === '*' ? {} : { matchLabels: { 'kubernetes.io/metadata.name': to.namespace } },
    ...(Object.keys(to.labels).length > 0 && { podSelector: { matchLabels: { ...to.labels } } }),
  };
};

const dns: INetworkPolicyEgressRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [
    { port: 53, protocol: 'UDP' },
    { port: 53, protocol: 'TCP' },
  ],
};
