import type { IServiceSpec } from 'kubernetes-models/v1/ServiceSpec';
import { type PodPeer, type Policy, readNetworkPolicy } from '../../reach/policy';
import type { Draft } from '../graph';
import { isEmpty, type Labels } from '../selector';
import { addSelector, each, type Found, type PodNode, type Reader, type Surroundings } from '../surroundings';
import { containerPortId } from './pods';

/** A port of a Service, by the number or the name that others use for it. */
export const portId = (namespace: string, service: string, port: number | string): string => `port ${namespace}/${service}:${port}`;

type ServicePort = NonNullable<IServiceSpec['ports']>[number];

/** Services, their ports by number and by name, and where these lead. */
export const readServices: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, name, spec } of each<IServiceSpec>(surroundings, 'Service')) {
    const { selector, ports = [] } = spec;
    const matchLabels = selector as Labels | undefined;
    if (matchLabels) draft.link('selects', id, addSelector(draft, surroundings, namespace, { matchLabels }), { at });
    const pods = matchLabels ? surroundings.pods.select(namespace, { matchLabels }) : [];
    for (const port of ports) addPort(draft, port, { at, id, namespace, name, spec, json: at.json }, pods);
  }
};

/** A port by its number, and by its name where it has one: others use either. */
const addPort = (draft: Draft, port: ServicePort, { at, id, namespace, name }: Found<unknown>, pods: readonly PodNode[]): void => {
  for (const called of [port.port, ...(port.name ? [port.name] : [])]) {
    const to = draft.add({ id: portId(namespace, name, called), type: 'port', namespace, name: `${namespace}/${name}:${called}`, at });
    draft.link('has', id, to, { at });
    for (const target of targetsOf(port, pods)) draft.link('leads to', to, target, { at });
  }
};

/** Where a port of a Service leads in pods that are rendered here. */
const targetsOf = ({ port, targetPort = port }: ServicePort, pods: readonly PodNode[]): string[] =>
  pods.flatMap(({ id, ports }) => {
    if (ports === undefined) return [];
    return [containerPortId(id, typeof targetPort === 'string' ? (ports.get(targetPort) ?? targetPort) : targetPort)];
  });

/** Policies: the pods that they hold for, and those that they let in or out. */
export const readPolicies: Reader = (draft, surroundings) => {
  for (const { at, id } of each(surroundings, 'NetworkPolicy')) {
    const policy = readNetworkPolicy(at, surroundings.scene.cluster);
    draft.link('holds for', id, addSelector(draft, surroundings, policy.namespace, policy.selector), { at });
    for (const [type, openings = []] of [['lets in', policy.ingress] as const, ['lets out to', policy.egress] as const])
      for (const peer of openings.flatMap(({ peers }) => (peers === 'anyone' ? [] : peers)))
        if ('pods' in peer) for (const to of selectorsOf(draft, surroundings, policy, peer)) draft.link(type, id, to, { at });
  }
};

/** Every pod of the cluster is nobody in particular. */
const selectorsOf = (draft: Draft, surroundings: Surroundings, policy: Policy, { pods, namespaces }: PodPeer): string[] =>
  namespaces && isEmpty(namespaces)
    ? []
    : surroundings.scene.reach.namespacesOf(policy, namespaces).map((namespace) => addSelector(draft, surroundings, namespace, pods));
