import { defineComponent } from '#model';

/** @see https://docs.tigera.io/calico/latest/getting-started/kubernetes/managed-public-cloud/eks */
export default defineComponent({
  purpose: 'Enforces who may talk to whom; addresses and routes stay with the VPC CNI.',
  role: 'network-policy',
  namespace: 'tigera-operator',
  after: ['calico-crds'],
  chart: { repository: 'https://docs.tigera.io/calico/charts', name: 'tigera-operator', version: 'v3.32.1' },
  prune: false,
  alsoWritesTo: ['calico-system'],
  podSecurity: { level: 'privileged', reason: "The operator and Calico's agents work on the node: host network, host paths and rights." },
  // The operator stands on the network of the node, where no policy holds.
  network: { egress: ['kubernetes'] },
  provides: { serviceAccounts: ['tigera-operator'] },
  values: ({ controllerReplicas: controlPlaneReplicas }) => {
    const off = { enabled: false };
    return {
      installation: {
        kubernetesProvider: 'EKS',
        cni: { type: 'AmazonVPC' },
        calicoNetwork: { bgp: 'Disabled' },
        controlPlaneReplicas,
      },
      // Policies are of Kubernetes' own kind; nobody asks for those of Calico, nor looks at flows here.
      apiServer: off,
      goldmane: off,
      whisker: off,
      manageCRDs: false,
      resources: { requests: { cpu: '50m', memory: '128Mi' }, limits: { memory: '256Mi' } },
    };
  },
});
