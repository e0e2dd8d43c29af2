import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { names } from '#model';

/** Where the files of each folder come from: a Secret, by its name, or a class of the Secrets Store CSI driver. */
export type MountedSecrets = Readonly<Record<string, string | { readonly providerClass: string }>>;

/** Where secrets are mounted, one folder each. */
export const secretsFolder = '/run/secrets/platform';

const volumeName = (folder: string): string => `secret-${folder}`;

/** Where a container finds a folder. */
export const secretMount = (folder: string): IVolumeMount => ({
  name: volumeName(folder),
  mountPath: `${secretsFolder}/${folder}`,
  readOnly: true,
});

/** Of a Secret, files are readable by the pod's own group only: 0440. The driver knows no groups, and gives a folder to nobody but the pod. */
export const secretVolume = ([folder, from]: [string, MountedSecrets[string]]): IVolume => ({
  name: volumeName(folder),
  ...(typeof from === 'string'
    ? { secret: { secretName: from, defaultMode: 0o440 } }
    : { csi: { driver: names.secretsDriver, readOnly: true, volumeAttributes: { secretProviderClass: from.providerClass } } }),
});
