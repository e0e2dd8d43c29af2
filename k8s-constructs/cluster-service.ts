import type { Construct } from 'constructs';
import { Service } from 'kubernetes-models/v1/Service';
import { type Identity, labelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';

/** Properties of the address of a workload inside the cluster. */
export interface ClusterServiceProps extends Identity {
  /** The port, the same as the container's. */
  readonly port: number;
}

/** A Service with one port, `http`, in front of a workload's pods. */
export class ClusterService extends KubernetesObject {
  constructor(scope: Construct, id: string, props: ClusterServiceProps) {
    super(
      scope,
      id,
      new Service({
        metadata: { name: props.name, labels: labelsOf(props) },
        spec: {
          type: 'ClusterIP',
          selector: selectorOf(props.name, 'api'),
          ports: [{ name: 'http', port: props.port, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }],
        },
      }),
    );
  }
}
