import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/ */
export default definePolicy({
  purpose: 'No pod of a service is given a token for the API server.',
  why: 'Whoever gets into the pod speaks to the API server as its account.',
  message: 'the pod is given a token for the API server; set automountServiceAccountToken to false',
  match: 'workloads',
  validations: ['!variables.pod.?automountServiceAccountToken.orValue(true)'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['token-mounted'],
  elsewhere: { kyverno: ['restrict-automount-sa-token'], gatekeeper: ['K8sPSPAutomountServiceAccountTokenPod'] },
  cases: ({ workload }) => ({
    accepted: [workload()],
    denied: [workload({ pod: { automountServiceAccountToken: true } }), workload({ pod: { automountServiceAccountToken: undefined } })],
  }),
});
