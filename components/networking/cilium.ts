import { type Cluster, defineComponent } from '#model';
import { CiliumClusterwideNetworkPolicy } from './cilium/clusterwide-policy';

const taint = 'node.cilium.io/agent-not-ready';

const resources = (cpu: string, memory: string) => ({ requests: { cpu, memory }, limits: { memory } });

/** Only what the VPC CNI leaves to it: policies. Addresses, routes and services stay as they are. */
const chained = {
  cni: { chainingMode: 'aws-cni', exclusive: false },
  routingMode: 'native',
  endpointRoutes: { enabled: true },
  enableIPv4Masquerade: false,
  kubeProxyReplacement: 'false',
  l7Proxy: false,
  envoy: { enabled: false },
};

/**
 * The agent of Pod Identity listens on an address of the node, which no block of addresses in a NetworkPolicy means to Cilium. It opens no
 * more than that, and closes nothing.
 * @see https://github.com/cilium/cilium/issues/34387
 */
const podIdentity = () =>
  new CiliumClusterwideNetworkPolicy({
    metadata: { name: 'pod-identity' },
    spec: {
      description: 'Lets pods ask the Pod Identity agent of their node for credentials.',
      endpointSelector: {},
      enableDefaultDeny: { egress: false, ingress: false },
      egress: [{ toEntities: ['host'], toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }] }],
    },
  });

/** @see https://docs.cilium.io/en/stable/installation/cni-chaining-aws-cni/ */
export default defineComponent({
  purpose: 'Enforces who may talk to whom, chained to the VPC CNI, and shows what was refused.',
  role: 'network-policy',
  namespace: 'kube-system',
  after: ['prometheus-operator-crds'],
  chart: { repository: 'https://helm.cilium.io', name: 'cilium', version: '1.20.0' },
  prune: false,
  podSecurity: {
    level: 'privileged',
    reason: 'Its agent loads programs into the kernel of the node: host network, host paths and rights.',
  },
  provides: {
    kinds: {
      'cilium.io/v2': {
        namespaced: ['CiliumEndpoint', 'CiliumNetworkPolicy'],
        cluster: ['CiliumCIDRGroup', 'CiliumClusterwideNetworkPolicy', 'CiliumIdentity', 'CiliumNode'],
      },
    },
    serviceAccounts: ['cilium', 'cilium-operator'],
    startupTaint: taint,
  },
  values: ({ name, controllerReplicas: replicas }: Cluster) => ({
    ...chained,
    cluster: { name },
    agentNotReadyTaintKey: taint,
    // Blocks of addresses of the VPC mean its nodes too, as they do to every other engine.
    policyCIDRMatchMode: ['nodes'],
    // Nothing here terminates TLS for others, so there is no namespace for their keys.
    tls: { secretsNamespace: { create: false, name: '' } },
    resources: resources('100m', '512Mi'),
    priorityClassName: 'system-node-critical',
    rollOutCiliumPods: true,
    updateStrategy: { rollingUpdate: { maxUnavailable: 1 } },
    operator: {
      replicas,
      rollOutPods: true,
      podDisruptionBudget: { enabled: replicas > 1, maxUnavailable: 1 },
      resources: resources('25m', '192Mi'),
      prometheus: { enabled: true, serviceMonitor: { enabled: true } },
    },
    prometheus: { enabled: true, serviceMonitor: { enabled: true } },
    hubble: {
      // Flows are counted, and seen on their node; nothing listens for others, so there is no certificate to keep.
      listenAddress: '',
      tls: { enabled: false },
      metrics: { enabled: ['dns', 'drop', 'tcp', 'flow'], serviceMonitor: { enabled: true } },
    },
  }),
  objects: () => [podIdentity()],
});
