import { Certificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { defineComponent } from '#model';

/** Where the certificate is mounted; of it only that of its authority is. */
const tls = '/vault/tls';

/** The way to Vault, and nowhere else inside of the cluster. */
const toVault = new NetworkPolicy({
  metadata: { name: 'vault-csi-to-vault' },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'vault-csi-provider' } },
    policyTypes: ['Egress'],
    egress: [
      {
        to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'vault' } } }],
        ports: [{ protocol: 'TCP', port: 8200 }],
      },
    ],
  },
});

/** By its authority the servers are known; it is the same one. */
const certificate = new Certificate({
  // The agents start with it.
  metadata: { name: 'vault-csi-tls', annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
  spec: {
    secretName: 'vault-csi-tls',
    commonName: 'vault-csi-provider',
    duration: '8760h0m0s',
    renewBefore: '2160h0m0s',
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    usages: ['client auth'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'cluster-ca' },
  },
});

/**
 * The same chart as Vault's, and of it the agents alone: they need paths of their node, which the namespace of the servers forbids.
 * @see https://developer.hashicorp.com/vault/docs/deploy/kubernetes/csi
 */
export default defineComponent({
  purpose: 'Fetches from Vault what pods mount, as the service account that each runs as.',
  with: ['secrets-store-csi', 'vault'],
  after: ['cert-manager', 'secrets-store-csi', 'vault'],
  chart: { repository: 'https://helm.releases.hashicorp.com', name: 'vault', version: '0.34.1' },
  podSecurity: { level: 'privileged', reason: "Its socket and the folders of pods, which the driver's node has, are host paths." },
  network: { egress: ['kubernetes'] },
  provides: { serviceAccounts: ['vault-csi-csi-provider'] },
  values: () => ({
    global: { externalVaultAddr: 'https://vault-active.vault.svc:8200', tlsDisable: false },
    injector: { enabled: false },
    // Even without servers the chart would make their account, with a right that Vault's own has already.
    server: { enabled: false, serviceAccount: { create: false }, authDelegator: { enabled: false } },
    csi: {
      enabled: true,
      priorityClassName: 'system-node-critical',
      resources: { requests: { cpu: '25m', memory: '128Mi' }, limits: { memory: '128Mi' } },
      extraArgs: [`-vault-tls-ca-cert=${tls}/ca.crt`],
      // It logs in for each pod that mounts something, and remembers the token; nothing stands between it and Vault.
      agent: { enabled: false },
      pod: { tolerations: [{ operator: 'Exists' }] },
      volumes: [{ name: 'tls', secret: { secretName: 'vault-csi-tls', items: [{ key: 'ca.crt', path: 'ca.crt' }] } }],
      volumeMounts: [{ name: 'tls', mountPath: tls, readOnly: true }],
    },
  }),
  objects: () => [certificate, toVault],
});
