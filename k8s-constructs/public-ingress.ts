import type { Construct } from 'constructs';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { ByIngress, RouteLimits } from '#model';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';

/** Properties of a way in from outside, where the gateway is told by Ingress. */
export interface PublicIngressProps extends Identity, RouteLimits {
  readonly gateway: Pick<ByIngress, 'ingressClass' | 'annotations'>;
  /** Host name that callers use. */
  readonly host: string;
  /** First segment of the paths; everything below it is routed, nothing is rewritten. */
  readonly path: string;
  /** Port of the Service that bears the workload's name. */
  readonly port: number;
}

/**
 * An Ingress from the gateway to a Service of the same name. It names no certificate: the gateway shows its own for the host.
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export class PublicIngress extends KubernetesObject {
  constructor(scope: Construct, id: string, props: PublicIngressProps) {
    const { name, gateway, host, path, port } = props;
    const annotations = gateway.annotations?.(props);
    super(
      scope,
      id,
      new Ingress({
        metadata: { name, labels: labelsOf(props), ...(annotations && { annotations: { ...annotations } }) },
        spec: {
          ingressClassName: gateway.ingressClass,
          tls: [{ hosts: [host] }],
          rules: [{ host, http: { paths: [{ path, pathType: 'Prefix', backend: { service: { name, port: { number: port } } } }] } }],
        },
      }),
    );
  }
}
