import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export default definePolicy({
  purpose: "No pod shares its node's network, processes or memory.",
  why: 'The pod sees what its neighbours say and do, and no network policy holds it.',
  message: 'the pod shares a namespace of its node; remove hostNetwork, hostPID and hostIPC',
  match: 'workloads',
  validations: ['![variables.pod.?hostNetwork, variables.pod.?hostPID, variables.pod.?hostIPC].exists(shared, shared.orValue(false))'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['host-access'],
  elsewhere: {
    kyverno: ['disallow-host-namespaces'],
    gatekeeper: ['K8sPSPHostNamespace', 'K8sPSPHostNetworkingPorts'],
    pss: ['Host Namespaces'],
  },
  cases: ({ workload }) => ({
    accepted: [workload(), workload({ pod: { hostNetwork: false } })],
    denied: [workload({ pod: { hostNetwork: true } }), workload({ pod: { hostPID: true } }), workload({ pod: { hostIPC: true } })],
  }),
});
