import { classKind, filesOf } from '../../secrets/provided';
import type { Draft, Edge } from '../graph';
import { addGiven, each, objectId, type Reader } from '../surroundings';
import { installs } from './definitions';
import { keyId } from './pods';
import { answersFor } from './routes';

/** A Secret is never rendered: here is who makes it, and with which keys. */
const makes = (draft: Draft, from: string, [namespace, name]: readonly [string, string], keys: readonly string[], at: Edge['at']): void => {
  const secret = addGiven(draft, 'Secret', namespace, name, draft.nodes.get(from)?.name ?? from);
  draft.link('makes', from, secret, { at });
  for (const key of keys)
    draft.link('has', secret, draft.add({ id: keyId('Secret', namespace, name, key), type: 'key', name: key, namespace }));
};

interface ExternalSecret {
  readonly secretStoreRef?: { readonly kind?: string; readonly name: string };
  readonly target?: { readonly name?: string };
  readonly data?: readonly { readonly secretKey: string }[];
}

/** Secrets that are copied from an external store. */
export const readExternalSecrets: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, name, spec } of each<ExternalSecret>(surroundings, 'ExternalSecret')) {
    const { secretStoreRef, target = {}, data = [] } = spec;
    const keys = data.map(({ secretKey }) => secretKey);
    makes(draft, id, [namespace, target.name ?? name], keys, at);
    if (secretStoreRef === undefined) continue;
    const { kind = 'SecretStore', name: store } = secretStoreRef;
    draft.link('uses', id, objectId(`${kind}.external-secrets.io`, kind === 'SecretStore' ? namespace : undefined, store), { at });
  }
};

/** Folders that the Secrets Store CSI driver fills, with the files in them. */
export const readProviderClasses: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, name, json } of each(surroundings, 'SecretProviderClass'))
    for (const { file } of filesOf(json))
      draft.link('has', id, draft.add({ id: keyId(classKind, namespace, name, file), type: 'key', name: file, namespace }), { at });
};

interface Certificate {
  readonly secretName: string;
  readonly issuerRef: { readonly kind?: string; readonly group?: string; readonly name: string };
  readonly dnsNames?: readonly string[];
}

/** Certificates, with the secrets that they are kept in. */
export const readCertificates: Reader = (draft, surroundings) => {
  for (const { at, id, namespace, spec } of each<Certificate>(surroundings, 'Certificate')) {
    const { secretName, issuerRef, dnsNames = [] } = spec;
    const { kind = 'Issuer', group = 'cert-manager.io', name } = issuerRef;
    makes(draft, id, [namespace, secretName], ['ca.crt', 'tls.crt', 'tls.key'], at);
    draft.link('issued by', id, objectId(`${kind}.${group}`, kind === 'ClusterIssuer' ? undefined : namespace, name), { at });
    answersFor(draft, id, dnsNames, at);
  }
};

interface Issuer {
  readonly acme?: { readonly privateKeySecretRef?: { readonly name?: string } };
  readonly ca?: { readonly secretName?: string };
}

/** Issuers. What belongs to one for the whole cluster is in the namespace of the component that issues. */
export const readIssuers: Reader = (draft, surroundings) => {
  const home = surroundings.scene.cluster.components.find((component) => installs(component, 'cert-manager.io'))?.namespace ?? 'default';
  for (const { at, id, json, spec } of each<Issuer>(surroundings, 'ClusterIssuer', 'Issuer')) {
    const namespace = json.metadata.namespace ?? home;
    const account = spec.acme?.privateKeySecretRef?.name;
    if (account) makes(draft, id, [namespace, account], ['tls.key'], at);
    if (spec.ca?.secretName) draft.link('uses', id, objectId('Secret', namespace, spec.ca.secretName), { at });
  }
};
