import { Certificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { allowKey, type Cluster, defineComponent, names } from '#model';

/** Where the chart mounts the certificate. */
const tls = '/vault/userconfig/vault-tls';

const unsealAlias = ({ name }: Cluster): string => names.keyAlias(name, names.componentKey('vault', 'unseal'));

/** An odd number agrees by majority while one is away; where one is enough, one. */
const replicasOf = ({ controllerReplicas }: Cluster): number => (controllerReplicas > 1 ? 3 : 1);

/** Each server asks the others by the names that the chart gives them, until it has joined. */
const joins = (cluster: Cluster): string[] =>
  Array.from({ length: replicasOf(cluster) }, (_, index) => [
    '  retry_join {',
    `    leader_api_addr = "https://vault-${index}.vault-internal:8200"`,
    `    leader_ca_cert_file = "${tls}/ca.crt"`,
    '  }',
  ]).flat();

/** @see https://developer.hashicorp.com/vault/docs/configuration */
const configuration = (cluster: Cluster): string =>
  [
    'ui = false',
    `cluster_name = "${cluster.name}"`,
    // What is in memory stays there anyway: nodes have no swap.
    'disable_mlock = true',
    'listener "tcp" {',
    '  address = "[::]:8200"',
    '  cluster_address = "[::]:8201"',
    `  tls_cert_file = "${tls}/tls.crt"`,
    `  tls_key_file = "${tls}/tls.key"`,
    // The network lets nobody but the scraper ask for them.
    '  telemetry {',
    '    unauthenticated_metrics_access = true',
    '  }',
    '}',
    'storage "raft" {',
    '  path = "/vault/data"',
    ...joins(cluster),
    '}',
    'seal "awskms" {',
    `  region = "${cluster.region}"`,
    `  kms_key_id = "${unsealAlias(cluster)}"`,
    '}',
    'service_registration "kubernetes" {}',
    'telemetry {',
    '  prometheus_retention_time = "1h"',
    '  disable_hostname = true',
    '}',
    '',
  ].join('\n');

/** Whether pods mount what it keeps. */
const isMounted = ({ components }: Cluster): boolean => components.some(({ name }) => name === 'vault-csi');

/** Lets in the agents that fetch for pods what these mount. */
const mountersIn = new NetworkPolicy({
  metadata: { name: 'vault-csi' },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'vault' } },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'vault-csi' } } }],
        ports: [{ protocol: 'TCP', port: 8200 }],
      },
    ],
  },
});

const volume = { enabled: true, size: '10Gi', storageClass: 'gp3' };

/** @see https://developer.hashicorp.com/vault/docs/deploy/kubernetes/helm/configuration */
export default defineComponent({
  purpose: 'Keeps and makes up secrets under its own rules, and opens itself by a key of KMS.',
  optional: true,
  after: ['cert-manager', 'prometheus-operator-crds', 'storage-classes'],
  chart: { repository: 'https://helm.releases.hashicorp.com', name: 'vault', version: '0.34.1' },
  keys: ['unseal'],
  iam: (cluster) => ({
    vault: [allowKey(['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt'], { alias: unsealAlias(cluster) })],
  }),
  network: { ingress: [{ from: 'scraper', ports: [8200] }], egress: ['kubernetes', 'aws'] },
  provides: { serviceAccounts: ['vault'] },
  values: (cluster) => {
    const replicas = replicasOf(cluster);
    return {
      global: { tlsDisable: false },
      injector: { enabled: false },
      server: {
        priorityClassName: 'system-cluster-critical',
        resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '512Mi' } },
        // Ready before a person has initialised it, or nothing that comes after it would be installed; not while it is sealed.
        readinessProbe: { path: '/v1/sys/health?standbyok=true&uninitcode=204' },
        extraEnvironmentVars: { VAULT_CACERT: `${tls}/ca.crt` },
        extraVolumes: [{ type: 'secret', name: 'vault-tls' }],
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'topology.kubernetes.io/zone',
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'vault', component: 'server' } },
          },
        ],
        statefulSet: {
          securityContext: {
            pod: {
              runAsNonRoot: true,
              runAsUser: 100,
              runAsGroup: 1000,
              fsGroup: 1000,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            container: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          },
        },
        // Pods log in by what Kubernetes says of them; where they have no way in, it may not ask whose a token is.
        authDelegator: { enabled: isMounted(cluster) },
        dataStorage: volume,
        auditStorage: volume,
        ha: {
          enabled: true,
          replicas,
          apiAddr: 'https://$(VAULT_K8S_POD_NAME).vault-internal:8200',
          raft: { enabled: true, setNodeId: true, config: configuration(cluster) },
          disruptionBudget: { enabled: replicas > 1, maxUnavailable: 1 },
        },
      },
      serverTelemetry: {
        serviceMonitor: {
          enabled: true,
          tlsConfig: { ca: { secret: { name: 'vault-tls', key: 'ca.crt' } }, serverName: 'vault.vault.svc' },
        },
      },
    };
  },
  objects: (cluster) => [
    new Certificate({
      // The servers start with it.
      metadata: { name: 'vault-tls', annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
      spec: {
        secretName: 'vault-tls',
        dnsNames: ['localhost', '*.vault-internal', 'vault.vault.svc', 'vault-active.vault.svc'],
        ipAddresses: ['127.0.0.1'],
        // It is read when a server starts, and the servers are not restarted without a person.
        duration: '8760h0m0s',
        renewBefore: '2160h0m0s',
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'cluster-ca' },
      },
    }),
    ...(isMounted(cluster) ? [mountersIn] : []),
  ],
});
