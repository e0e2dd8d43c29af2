import { PeerAuthentication } from '@kubernetes-models/istio/security.istio.io/v1/PeerAuthentication';
import type { Construct } from 'constructs';
import type { Cluster, Component } from '#model';
import { KubernetesObject } from '../object';

/**
 * A component in the mesh is also spoken to from outside of it. Istio, which has the whole mesh refuse that, is told of the exception; who may
 * come at all, the component's network policy says.
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 */
export const componentMesh = (scope: Construct, { namespace, name, meshed }: Component, { mesh }: Cluster): void => {
  if (meshed === undefined || mesh?.authorization !== 'istio') return;
  new KubernetesObject(
    scope,
    'mesh',
    new PeerAuthentication({
      metadata: {
        name,
        namespace,
        labels: { 'app.kubernetes.io/managed-by': 'platform', 'app.kubernetes.io/part-of': name },
        annotations: { 'platform/plain-from': meshed.plainFrom },
      },
      spec: { mtls: { mode: 'PERMISSIVE' } },
    }),
  );
};
