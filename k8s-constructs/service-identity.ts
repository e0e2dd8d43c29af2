import type { Construct } from 'constructs';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';
import { foundation } from './sync';

/**
 * The service account that a workload's pods run as. No token is mounted; AWS knows the pods by Pod Identity, which needs none.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
 */
export class ServiceIdentity extends KubernetesObject {
  constructor(scope: Construct, id: string, identity: Identity) {
    super(
      scope,
      id,
      new ServiceAccount({
        metadata: { name: identity.name, labels: labelsOf(identity), annotations: foundation },
        automountServiceAccountToken: false,
      }),
    );
  }
}
