import { ExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { Construct } from 'constructs';
import type { SecretProperty } from '#model';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';
import { foundation } from './sync';

/** Properties of credentials that live outside the cluster. */
export interface ExternalCredentialsProps extends Identity {
  /** What they are for; the Secret is named `<name>-<purpose>`. */
  readonly purpose: string;
  /** Keys of the Secret, each a file where it is mounted, with the place of its value. */
  readonly files: Readonly<Record<string, SecretProperty>>;
  /** The cluster-wide store that reads it. */
  readonly store: string;
}

/**
 * A Secret that the cluster copies from an external store and keeps in step with it; Git only knows where it is.
 *
 * The Secret stays when the external one is gone, because pods may still run on it, and goes with the object. Strategies are written out, since the API server would fill them in.
 * @see https://external-secrets.io/latest/api/externalsecret/
 */
export class ExternalCredentials extends KubernetesObject {
  /** Name of the Secret. */
  readonly secretName: string;

  constructor(scope: Construct, id: string, props: ExternalCredentialsProps) {
    const secretName = `${props.name}-${props.purpose}`;
    super(
      scope,
      id,
      new ExternalSecret({
        metadata: { name: secretName, labels: labelsOf(props), annotations: foundation },
        spec: {
          refreshInterval: '5m',
          secretStoreRef: { kind: 'ClusterSecretStore', name: props.store },
          target: { name: secretName, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
          data: Object.entries(props.files).map(([secretKey, { path, property }]) => ({
            secretKey,
            remoteRef: { key: path, property, conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
          })),
        },
      }),
    );
    this.secretName = secretName;
  }
}
