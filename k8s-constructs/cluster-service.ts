import type { Construct } from 'constructs';
import { Service } from 'kubernetes-models/v1/Service';
import { type NamedPort, names } from '#model';
import { type Identity, labelsOf, podLabelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import { type Part, partName } from './pod-template';

/** Properties of the address of a workload inside the cluster. */
export interface ClusterServiceProps extends Identity {
  /** Its ports; each leads to the container's port of the same name. */
  readonly ports: readonly NamedPort[];
  /** The part of the workload that it leads to. @default 'api' */
  readonly part?: Part;
  /**
   * What the name stands for: `one` address for all pods, `each` pod's own (for who asks every one of them), or `peers`, the pods of a store
   * among themselves, which find each other before they are ready.
   * @default 'one'
   */
  readonly address?: 'one' | 'each' | 'peers';
  /** What the gateway and the mesh are told of it. @default - nothing */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Service in front of a workload's pods. Monitors know it by its part; that of peers bears none, so that pods are not scraped twice. */
export class ClusterService extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ClusterServiceProps) {
    const { name, part = 'api', address = 'one', annotations = {} } = props;
    const ofPeers = address === 'peers';
    super(
      scope,
      id,
      new Service({
        metadata: {
          name: ofPeers ? names.peersName(name) : partName(name, part),
          labels: ofPeers ? labelsOf(props) : podLabelsOf(props, part),
          ...(Object.keys(annotations).length > 0 && { annotations: { ...annotations } }),
        },
        spec: {
          type: 'ClusterIP',
          ...(address !== 'one' && { clusterIP: 'None' }),
          ...(ofPeers && { publishNotReadyAddresses: true }),
          selector: selectorOf(name, part),
          ports: props.ports.map(({ name: port, servicePort, protocol }) => ({
            name: port,
            port: servicePort,
            targetPort: port,
            protocol: 'TCP',
            appProtocol: protocol,
          })),
        },
      }),
    );
  }
}
