import { Certificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { ClusterIssuer } from '@kubernetes-models/cert-manager/cert-manager.io/v1/ClusterIssuer';
import { allow, allowUnscoped, type Cluster, defineComponent, route53 } from '#model';

/**
 * Let's Encrypt counts failures against a domain. The real one is asked where CloudFront stands before the gateway, which trusts no other;
 * elsewhere the load balancer has a certificate of AWS, and takes any of the gateway.
 */
const acme = ({ edge }: Cluster): string =>
  edge ? 'https://acme-v02.api.letsencrypt.org/directory' : 'https://acme-staging-v02.api.letsencrypt.org/directory';

/** @see https://cert-manager.io/docs/configuration/acme/dns01/route53/ */
export default defineComponent({
  purpose: 'Issues certificates for the API and for webhooks inside the cluster, and renews them.',
  after: ['prometheus-operator-crds'],
  chart: { repository: 'https://charts.jetstack.io', name: 'cert-manager', version: 'v1.21.1' },
  prune: false,
  iam: () => ({
    'cert-manager': [
      allow(['route53:GetChange'], route53('change/*')),
      allow(['route53:ListResourceRecordSets'], route53('hostedzone/*')),
      // The proofs that an issuer asks for, and no name that leads anywhere.
      allow(['route53:ChangeResourceRecordSets'], route53('hostedzone/*'), {
        'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': 'TXT' },
        'ForAllValues:StringLike': { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': '_acme-challenge.*' },
      }),
      allowUnscoped(['route53:ListHostedZonesByName']),
    ],
  }),
  network: {
    ingress: [
      { from: 'control-plane', ports: [10250] },
      { from: 'scraper', ports: [9402] },
    ],
    egress: ['kubernetes', 'aws', 'https'],
  },
  provides: {
    kinds: {
      'cert-manager.io/v1': { namespaced: ['Certificate', 'CertificateRequest', 'Issuer'], cluster: ['ClusterIssuer'] },
      'acme.cert-manager.io/v1': { namespaced: ['Challenge', 'Order'] },
    },
    serviceAccounts: ['cert-manager', 'cert-manager-cainjector', 'cert-manager-webhook'],
  },
  values: ({ controllerReplicas: replicaCount }) => {
    const podDisruptionBudget = { enabled: replicaCount > 1 };
    const requests = (memory: string) => ({ requests: { cpu: '25m', memory }, limits: { memory } });
    return {
      crds: { enabled: true },
      global: { priorityClassName: 'system-cluster-critical', leaderElection: { namespace: 'cert-manager' } },
      replicaCount,
      podDisruptionBudget,
      resources: requests('192Mi'),
      // Asks the cluster's own resolver, so no port 53 to the internet has to be open.
      dns01RecursiveNameserversOnly: true,
      enableCertificateOwnerRef: true,
      prometheus: { servicemonitor: { enabled: true } },
      // A hook that only waits; the health of the webhook is what gates here.
      startupapicheck: { enabled: false },
      webhook: { replicaCount, podDisruptionBudget, resources: requests('64Mi') },
      cainjector: { replicaCount, podDisruptionBudget, resources: requests('256Mi') },
    };
  },
  objects: (cluster) => [
    new ClusterIssuer({
      metadata: { name: 'public' },
      spec: {
        acme: {
          server: acme(cluster),
          privateKeySecretRef: { name: 'acme-account' },
          solvers: [{ dns01: { route53: { region: cluster.region } } }],
        },
      },
    }),
    new ClusterIssuer({ metadata: { name: 'self-signed' }, spec: { selfSigned: {} } }),
    new Certificate({
      metadata: { name: 'cluster-ca' },
      spec: {
        isCA: true,
        commonName: `${cluster.name} internal`,
        secretName: 'cluster-ca',
        duration: '43800h0m0s',
        renewBefore: '8760h0m0s',
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'self-signed' },
      },
    }),
    new ClusterIssuer({ metadata: { name: 'cluster-ca' }, spec: { ca: { secretName: 'cluster-ca' } } }),
  ],
});
