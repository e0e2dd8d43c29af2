import type { IVolume } from 'kubernetes-models/v1/Volume';
import { type KubernetesJson, names } from '#model';

/** A file that the Secrets Store CSI driver puts into a folder, and where its value is. */
export interface ProvidedFile {
  readonly file: string;
  /** The path of the secret. */
  readonly path: string;
  readonly property: string;
}

/** The kind of the driver's classes, as kubectl names it. */
export const classKind = 'SecretProviderClass.secrets-store.csi.x-k8s.io';

/** The class of the driver that a volume is filled by. */
export const classOf = ({ csi }: IVolume): string | undefined =>
  csi?.driver === names.secretsDriver ? csi.volumeAttributes?.secretProviderClass : undefined;

/** The Secret or class that a volume is filled by. */
export const secretOf = (volume: IVolume): string | undefined => volume.secret?.secretName ?? classOf(volume);

/** What AWS is read by for a class: the rights of the pods that mount it, or those of the driver's node. */
export const actsAsPod = ({ spec }: KubernetesJson): boolean =>
  (spec as Spec).provider === 'aws' && (spec as Spec).parameters?.usePodIdentity === 'true';

interface Spec {
  readonly provider?: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

interface ProviderObject {
  readonly objectName?: string;
  readonly jmesPath?: readonly { readonly path: string; readonly objectAlias: string }[];
}

/** The files of a class. One that the provider could not read has none here; its schema says so. */
export const filesOf = ({ spec }: KubernetesJson): ProvidedFile[] => {
  const objects = listIn((spec as Spec).parameters?.objects ?? '');
  return objects.flatMap(({ objectName: path = '', jmesPath = [] }) =>
    jmesPath.map(({ path: property, objectAlias: file }) => ({ file, path, property: property.replace(/^"(.*)"$/, '$1') })),
  );
};

const listIn = (text: string): ProviderObject[] => {
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
};
