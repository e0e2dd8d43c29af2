import { Certificate, type ICertificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { ClusterIssuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1/ClusterIssuer';
import { Bundle } from '@kubernetes-models/cert-manager/trust.cert-manager.io/v1alpha1/Bundle';
import type { KubernetesModel } from '#model';

const namespace = 'linkerd';

/** Where cert-manager looks for the keys of authorities that serve the whole cluster. */
const keysNamespace = 'cert-manager';

const anchor = 'linkerd-trust-anchor';

/** The control plane starts with them, so they must be there before it can be healthy. */
const annotations = { 'argocd.argoproj.io/sync-wave': '-1' };

const key = { algorithm: 'ECDSA', size: 256 } as const;

type Spec = ICertificate['spec'];

const certificate = (name: string, at: string, spec: Spec): Certificate =>
  new Certificate({ metadata: { name, namespace: at, annotations }, spec });

/** The three webhooks of the control plane: the certificate of each, under the name of the Secret that it reads. */
export const webhooks = ['proxy-injector', 'sp-validator', 'policy-validator'] as const;

const webhookCertificate = (name: (typeof webhooks)[number]): Certificate =>
  certificate(`linkerd-${name}`, namespace, {
    secretName: `linkerd-${name}-k8s-tls`,
    dnsNames: [`linkerd-${name}.${namespace}.svc`],
    duration: '2160h0m0s',
    renewBefore: '768h0m0s',
    privateKey: { ...key, rotationPolicy: 'Always' },
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'cluster-ca' },
  });

/**
 * What the mesh trusts. The anchor keeps its key when it is renewed, so that what it signed before stays trusted; the authority below it,
 * which signs the certificates of pods, changes every other day.
 * @see https://linkerd.io/2/tasks/automatically-rotating-control-plane-tls-credentials/
 */
export const certificates = (): KubernetesModel[] => [
  certificate(anchor, keysNamespace, {
    isCA: true,
    commonName: 'root.linkerd.cluster.local',
    secretName: anchor,
    duration: '43800h0m0s',
    renewBefore: '8760h0m0s',
    privateKey: { ...key, rotationPolicy: 'Never' },
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'self-signed' },
  }),
  new ClusterIssuer({ metadata: { name: anchor, annotations }, spec: { ca: { secretName: anchor } } }),
  certificate('linkerd-identity-issuer', namespace, {
    isCA: true,
    commonName: 'identity.linkerd.cluster.local',
    secretName: 'linkerd-identity-issuer',
    dnsNames: ['identity.linkerd.cluster.local'],
    duration: '48h0m0s',
    renewBefore: '25h0m0s',
    privateKey: { ...key, rotationPolicy: 'Always' },
    usages: ['cert sign', 'crl sign', 'server auth', 'client auth'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: anchor },
  }),
  new Bundle({
    metadata: { name: 'linkerd-identity-trust-roots', annotations },
    spec: {
      sources: [{ secret: { name: anchor, key: 'tls.crt' } }],
      target: {
        configMap: { key: 'ca-bundle.crt' },
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      },
    },
  }),
  ...webhooks.map(webhookCertificate),
];
