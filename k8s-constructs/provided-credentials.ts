import type { Construct } from 'constructs';
import type { SecretProperty } from '#model';
import { type Identity, labelsOf } from './labels';
import { KubernetesObject } from './object';
import { SecretProviderClass } from './secret-provider-class';
import { foundation } from './sync';

/** Properties of credentials that pods read where they are kept. */
export interface ProvidedCredentialsProps extends Identity {
  /** What they are for; the class is named `<name>-<purpose>`. */
  readonly purpose: string;
  /** Files in the folder where the class is mounted, with the place of each value. */
  readonly files: Readonly<Record<string, SecretProperty>>;
  /** The region whose Secrets Manager has them. */
  readonly region: string;
}

/**
 * What the Secrets Store CSI driver puts into a folder of each pod that mounts it, read from AWS Secrets Manager with the rights of the pod's
 * service account. No Secret is made: the values are in the memory of the nodes whose pods mount them, and nowhere else on the cluster.
 *
 * Beside the files that are named there is one for each secret as a whole, named as its path with `_` for `/`; the provider compares by it.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/ascp-examples.html
 */
export class ProvidedCredentials extends KubernetesObject {
  /** Name of the SecretProviderClass. */
  readonly className: string;

  constructor(scope: Construct, id: string, props: ProvidedCredentialsProps) {
    const { files, region } = props;
    const className = `${props.name}-${props.purpose}`;
    super(
      scope,
      id,
      new SecretProviderClass({
        metadata: { name: className, labels: labelsOf(props), annotations: foundation },
        spec: {
          provider: 'aws',
          parameters: { region, usePodIdentity: 'true', objects: `${JSON.stringify(objectsOf(files), null, 2)}\n` },
        },
      }),
    );
    this.className = className;
  }
}

/** A secret that the provider reads, and the parts of it that become files. */
interface ProviderObject {
  readonly objectName: string;
  readonly objectType: 'secretsmanager';
  readonly jmesPath: { readonly path: string; readonly objectAlias: string }[];
}

/** Each secret once: the provider refuses to be told of one twice. */
const objectsOf = (files: ProvidedCredentialsProps['files']): ProviderObject[] => {
  const objects = new Map<string, ProviderObject>();
  for (const [objectAlias, { path: objectName, property }] of Object.entries(files)) {
    const object: ProviderObject = objects.get(objectName) ?? { objectName, objectType: 'secretsmanager', jmesPath: [] };
    objects.set(objectName, object);
    object.jmesPath.push({ path: quoted(property), objectAlias });
  }
  return [...objects.values()];
};

/** A property as JMESPath names it: as it is where it is an identifier, else in quotes. */
const quoted = (property: string): string => (/^[A-Za-z_]\w*$/.test(property) ? property : JSON.stringify(property));
