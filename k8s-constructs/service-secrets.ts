import type { Construct } from 'constructs';
import { type Cluster, credentialsOf, type Platform, type Service } from '#model';
import { ExternalCredentials } from './external-credentials';
import type { Identity } from './labels';
import { ProvidedCredentials } from './provided-credentials';
import type { MountedSecrets } from './secret-volumes';

/**
 * What a service must be told in secret, by folder: copied into the cluster, or read by its pods where it is kept, as the holder of the role
 * `secrets` has it. Folders and files are the same either way.
 */
export const secretFolders = (
  scope: Construct,
  identity: Identity,
  { service, cluster, platform }: { readonly service: Service; readonly cluster: Cluster; readonly platform: Platform },
): MountedSecrets => {
  const { secretStore: store, secretProvider, region } = cluster;
  const folders: Record<string, MountedSecrets[string]> = {};
  for (const { folder, files } of credentialsOf(service, cluster, platform)) {
    const id = `credentials-${folder}`;
    const props = { ...identity, purpose: folder, files };
    if (secretProvider) folders[folder] = { providerClass: new ProvidedCredentials(scope, id, { ...props, region }).className };
    else if (store) folders[folder] = new ExternalCredentials(scope, id, { ...props, store }).secretName;
  }
  return folders;
};
