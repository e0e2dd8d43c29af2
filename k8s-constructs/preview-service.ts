import type { Construct } from 'constructs';
import { Service } from 'kubernetes-models/v1/Service';
import type { NamedPort } from '#model';
import { type Identity, labelsOf, podLabelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';

/** Properties of the address of a version that not everybody gets yet. */
export interface PreviewServiceProps extends Identity {
  readonly previewName: string;
  readonly ports: readonly NamedPort[];
  /** Whether its pods are scraped under its name; otherwise they are under that of the service alone. */
  readonly scraped: boolean;
}

/** A Service that leads to the newest version of a workload alone: whoever rolls it out narrows the selector on the cluster. */
export class PreviewService extends KubernetesObject {
  constructor(scope: Construct, id: string, props: PreviewServiceProps) {
    const { name, previewName, ports, scraped } = props;
    super(
      scope,
      id,
      new Service({
        metadata: { name: previewName, labels: scraped ? podLabelsOf(props, 'api') : labelsOf(props) },
        spec: {
          type: 'ClusterIP',
          selector: selectorOf(name, 'api'),
          ports: ports.map(({ name: port, servicePort, protocol }) => ({
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
