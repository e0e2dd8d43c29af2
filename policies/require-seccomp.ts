import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export default definePolicy({
  purpose: "Each container's calls to the kernel are filtered.",
  why: 'Most holes of the kernel are in calls that no service ever makes.',
  message: 'a container has no seccomp profile; set seccompProfile.type to RuntimeDefault',
  match: 'workloads',
  validations: [
    'variables.everyContainer.all(c, c.?securityContext.?seccompProfile.?type.orValue(variables.pod.?securityContext.?seccompProfile.?type.orValue("")) in ["RuntimeDefault", "Localhost"])',
  ],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['seccomp-missing'],
  elsewhere: { kyverno: ['restrict-seccomp-strict'], gatekeeper: ['K8sPSPSeccomp'], pss: ['Seccomp'] },
  cases: ({ workload }) => ({
    accepted: [workload(), workload({ security: { seccompProfile: { type: 'RuntimeDefault' } }, pod: { securityContext: undefined } })],
    denied: [workload({ pod: { securityContext: undefined } }), workload({ security: { seccompProfile: { type: 'Unconfined' } } })],
  }),
});
