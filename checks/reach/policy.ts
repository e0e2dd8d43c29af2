import type { INetworkPolicySpec } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicySpec';
import type { Cluster } from '#model';
import type { Selector } from '../graph/selector';
import type { Located } from '../mechanism/rule';
import type { Block } from './addresses';

export type Direction = 'ingress' | 'egress';

/** Pods or addresses that a rule of a policy names. Without namespaces the pods are those of the policy's own. */
export type PolicyPeer = PodPeer | { readonly block: Block };

export interface PodPeer {
  readonly pods: Selector;
  /** @default - the policy's own */
  readonly namespaces?: Selector;
}

/** A port that a rule names, or the first of several. */
export interface PolicyPort {
  readonly protocol: string;
  /** Its number, or its name in the pods that are reached. @default - every port */
  readonly port?: number | string;
  readonly endPort?: number;
}

/** One rule of a policy: who, and on which ports. */
export interface Opening {
  /** How people find it: `egress rule 2`. */
  readonly at: string;
  readonly peers: readonly PolicyPeer[] | 'anyone';
  readonly ports: readonly PolicyPort[] | 'any';
  /** Whether it closes what others open. @default false */
  readonly denies?: boolean;
}

/** A policy of any kind, in one form. */
export interface Policy extends Located {
  readonly namespace: string;
  readonly selector: Selector;
  /** What may come in. @default - the policy says nothing about it */
  readonly ingress?: readonly Opening[];
  /** What may go out. @default - the policy says nothing about it */
  readonly egress?: readonly Opening[];
}

type Rules = NonNullable<INetworkPolicySpec['egress']> | NonNullable<INetworkPolicySpec['ingress']>;

/** How an object of some kind reads as policies. */
export type PolicyReader = (object: Located, cluster: Cluster) => Policy;

/**
 * A NetworkPolicy. One that does not say for what it holds, holds for what comes in, and where it has egress rules also for what goes out.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
export const readNetworkPolicy: PolicyReader = (object) => {
  const spec: INetworkPolicySpec = object.json.spec ?? {};
  const types = spec.policyTypes ?? ['Ingress', ...(spec.egress?.length ? ['Egress'] : [])];
  return {
    ...object,
    namespace: object.json.metadata.namespace ?? 'default',
    selector: spec.podSelector ?? {},
    ...(types.includes('Ingress') && { ingress: openings(spec.ingress ?? [], 'ingress') }),
    ...(types.includes('Egress') && { egress: openings(spec.egress ?? [], 'egress') }),
  };
};

const openings = (rules: Rules, direction: Direction): Opening[] =>
  rules.map((rule, index) => {
    const { from, to, ports = [] } = rule as { from?: Peers; to?: Peers; ports?: INetworkPolicyPorts };
    const peers = (direction === 'ingress' ? from : to) ?? [];
    return {
      at: `${direction} rule ${index + 1}`,
      peers: peers.length ? peers.map(peerOf) : 'anyone',
      ports: ports.length ? ports.map(({ protocol = 'TCP', port, endPort }) => ({ protocol, port, endPort })) : 'any',
    };
  });

type Peers = NonNullable<NonNullable<INetworkPolicySpec['egress']>[number]['to']>;
type INetworkPolicyPorts = NonNullable<NonNullable<INetworkPolicySpec['egress']>[number]['ports']>;

const peerOf = ({ ipBlock, namespaceSelector, podSelector = {} }: Peers[number]): PolicyPeer =>
  ipBlock ? { block: ipBlock } : { pods: podSelector as Selector, ...(namespaceSelector && { namespaces: namespaceSelector as Selector }) };
