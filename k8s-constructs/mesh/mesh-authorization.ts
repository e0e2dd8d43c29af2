import { Construct } from 'constructs';
import type { Cluster, Platform, Service } from '#model';
import { type Identity, labelsOf } from '../labels';
import { KubernetesObject } from '../object';
import { foundation } from '../sync';
import { admissionsOf } from './admitted';
import { istioAuthorization } from './istio';
import { linkerdAuthorization } from './linkerd';

/** Properties of who may call a service, as the mesh of its cluster enforces it. */
export interface MeshAuthorizationProps {
  readonly identity: Identity;
  readonly service: Service;
  readonly cluster: Cluster;
  readonly platform: Platform;
}

/** The policies by which the mesh of a cluster lets in exactly the callers that a service has. None where the cluster has no mesh. */
export class MeshAuthorization extends Construct {
  constructor(scope: Construct, id: string, { identity, service, cluster, platform }: MeshAuthorizationProps) {
    super(scope, id);
    if (cluster.mesh === undefined) return;
    const build = { istio: istioAuthorization, linkerd: linkerdAuthorization }[cluster.mesh.authorization];
    const metadata = { labels: labelsOf(identity), annotations: foundation };
    for (const model of build(identity.name, admissionsOf(service, cluster, platform), metadata))
      new KubernetesObject(this, `${model.kind} ${model.metadata?.name}`, model);
  }
}
