import { defineComponent } from '#model';

const requests = (memory: string) => ({ requests: { cpu: '100m', memory }, limits: { memory } });

/** @see https://kyverno.io/docs/installation/methods/#high-availability-installation */
export default defineComponent({
  purpose: 'Refuses objects that break an admission policy, and reports what was there before.',
  role: 'policy',
  after: ['prometheus-operator-crds'],
  chart: { repository: 'https://kyverno.github.io/kyverno/', name: 'kyverno', version: '3.9.0' },
  prune: false,
  network: {
    ingress: [
      { from: 'control-plane', ports: [9443] },
      { from: 'scraper', ports: [8000] },
    ],
    egress: ['kubernetes'],
  },
  provides: {
    kinds: {
      'policies.kyverno.io/v1': { namespaced: ['NamespacedValidatingPolicy', 'PolicyException'], cluster: ['ValidatingPolicy'] },
    },
    serviceAccounts: ['kyverno-admission-controller', 'kyverno-reports-controller'],
    policy: 'kyverno',
  },
  values: ({ controllerReplicas: replicas, environment }) => {
    const podDisruptionBudget = { enabled: replicas > 1, minAvailable: 1 };
    const off = { enabled: false };
    const watched = { priorityClassName: 'system-cluster-critical', podDisruptionBudget, serviceMonitor: { enabled: true } };
    return {
      admissionController: {
        ...watched,
        // Each refuses or lets in on its own; they elect a leader only for the certificate and the webhooks.
        replicas: environment.shape === 'full' ? 3 : replicas,
        apiPriorityAndFairness: true,
        // Kyverno makes and renews its certificate on the cluster; one of the chart would be another on each rendering.
        createSelfSignedCert: false,
        container: { resources: requests('512Mi') },
        initContainer: { resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } } },
      },
      reportsController: { ...watched, replicas, resources: requests('256Mi') },
      // They write and delete objects of others by policies of kinds that are not used here; what does not run needs no rights.
      backgroundController: off,
      cleanupController: off,
      rbac: { roles: { aggregate: { admin: false, view: false } } },
      config: {
        preserve: false,
        excludeKyvernoNamespace: true,
        // A cluster whose policies cannot be asked must still be able to mend itself, this component included.
        webhooks: {
          namespaceSelector: {
            matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', 'kyverno'] }],
          },
        },
      },
      features: {
        policyExceptions: { enabled: true, namespace: 'kyverno' },
        generateValidatingAdmissionPolicy: off,
        logging: { format: 'json' },
      },
      // Jobs that Helm runs before and after; Argo CD would wait for them on each sync, and on removal for ever.
      crds: { migration: off },
      webhooksCleanup: off,
    };
  },
});
