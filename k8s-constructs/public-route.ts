import { HTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { Construct } from 'constructs';
import type { ByGatewayApi } from '#model';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';

/** Properties of a way in from outside. */
export interface PublicRouteProps extends Identity {
  /** The gateway that the route attaches to. */
  readonly gateway: Pick<ByGatewayApi, 'name' | 'namespace' | 'listener'>;
  /** Host name that callers use. */
  readonly host: string;
  /** First segment of the paths; everything below it is routed, nothing is rewritten. */
  readonly path: string;
  /** Port of the Service that bears the workload's name. */
  readonly port: number;
  /** How long a caller waits for an answer. Nothing is asked twice: who may try again is for the callers to say. @default - as the gateway says */
  readonly timeoutSeconds?: number;
}

/**
 * An HTTPRoute from the gateway to a Service of the same name.
 * @see https://gateway-api.sigs.k8s.io/api-types/httproute/
 */
export class PublicRoute extends KubernetesObject {
  constructor(scope: Construct, id: string, props: PublicRouteProps) {
    super(
      scope,
      id,
      new HTTPRoute({
        metadata: { name: props.name, labels: labelsOf(props) },
        spec: {
          parentRefs: [
            {
              group: 'gateway.networking.k8s.io',
              kind: 'Gateway',
              name: props.gateway.name,
              namespace: props.gateway.namespace,
              sectionName: props.gateway.listener,
            },
          ],
          hostnames: [props.host],
          rules: [
            {
              matches: [{ path: { type: 'PathPrefix', value: props.path } }],
              backendRefs: [{ group: '', kind: 'Service', name: props.name, port: props.port, weight: 1 }],
              ...(props.timeoutSeconds && { timeouts: { request: `${props.timeoutSeconds}s` } }),
            },
          ],
        },
      }),
    );
  }
}
