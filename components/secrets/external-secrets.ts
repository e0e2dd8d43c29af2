import { ClusterSecretStore } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ClusterSecretStore';
import { allow, allowKey, type Cluster, defineComponent, names, readingSecrets, type Statement, secret } from '#model';

const readingAll = ({ organisation, environment, region, name }: Cluster): Statement[] => [
  allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], secret(`${organisation.name}/${environment.name}/*`)),
  allowKey(['kms:Decrypt'], { alias: names.keyAlias(name, 'secrets'), through: `secretsmanager.${region}.amazonaws.com` }),
];

/** Where services read their secrets by themselves, it only copies what components log in with. */
const loginsOn = ({ organisation, environment, components }: Cluster): string[] =>
  components.flatMap(({ name, logins = {} }) =>
    Object.keys(logins).map((login) => names.secretPath(organisation.name, environment.name, name, login)),
  );

/** @see https://external-secrets.io/latest/provider/aws-secrets-manager/ */
export default defineComponent({
  purpose: 'Copies secrets from AWS Secrets Manager into the cluster, and keeps them in step.',
  role: 'secrets',
  beside: true,
  after: ['cert-manager', 'prometheus-operator-crds'],
  chart: { repository: 'https://charts.external-secrets.io', name: 'external-secrets', version: '2.9.0' },
  prune: false,
  iam: (cluster) => ({ 'external-secrets': cluster.secretProvider ? readingSecrets(loginsOn(cluster), cluster) : readingAll(cluster) }),
  network: {
    ingress: [
      { from: 'control-plane', ports: [10250] },
      { from: 'scraper', ports: [8080] },
    ],
    egress: ['kubernetes', 'aws'],
  },
  provides: {
    kinds: {
      'external-secrets.io/v1': { namespaced: ['ExternalSecret', 'SecretStore'], cluster: ['ClusterExternalSecret', 'ClusterSecretStore'] },
    },
    serviceAccounts: ['external-secrets', 'external-secrets-webhook'],
    secretStore: 'aws',
  },
  values: ({ controllerReplicas: replicaCount }) => {
    const podDisruptionBudget = { enabled: replicaCount > 1, minAvailable: 1 };
    return {
      replicaCount,
      leaderElect: true,
      concurrent: 5,
      podDisruptionBudget,
      priorityClassName: 'system-cluster-critical',
      resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '256Mi' } },
      livenessProbe: { enabled: true },
      serviceMonitor: { enabled: true },
      // Nothing here writes secrets back; what is not used cannot be misused.
      processPushSecret: false,
      processClusterPushSecret: false,
      crds: { createPushSecret: false, createClusterPushSecret: false },
      rbac: { aggregateToEdit: false, aggregateToAdmin: false, servicebindings: { create: false } },
      webhook: {
        replicaCount,
        podDisruptionBudget,
        resources: { requests: { cpu: '25m', memory: '128Mi' }, limits: { memory: '128Mi' } },
        certManager: { enabled: true, cert: { issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'cluster-ca' } } },
      },
      // The webhook's certificate comes from cert-manager, so nothing has to patch it in.
      certController: { create: false },
    };
  },
  objects: ({ region }) => [
    new ClusterSecretStore({
      metadata: { name: 'aws' },
      spec: {
        provider: { aws: { service: 'SecretsManager', region } },
        conditions: [{ namespaceSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'platform' } } }],
      },
    }),
  ],
});
