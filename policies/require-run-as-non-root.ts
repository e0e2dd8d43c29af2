import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export default definePolicy({
  purpose: 'No container runs as root.',
  why: 'Root in the container is root on the node as soon as anything between them fails.',
  message: 'a container may run as root; set runAsNonRoot, and no runAsUser 0',
  match: 'workloads',
  validations: [
    'variables.everyContainer.all(c, c.?securityContext.?runAsNonRoot.orValue(variables.pod.?securityContext.?runAsNonRoot.orValue(false)))',
    'variables.pod.?securityContext.?runAsUser.orValue(1) != 0 && variables.everyContainer.all(c, c.?securityContext.?runAsUser.orValue(1) != 0)',
  ],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['run-as-root'],
  elsewhere: {
    kyverno: ['require-run-as-nonroot', 'require-run-as-non-root-user'],
    gatekeeper: ['K8sPSPAllowedUsers'],
    pss: ['Running as Non-root', 'Running as Non-root user'],
  },
  cases: ({ workload }) => ({
    accepted: [workload(), workload({ security: { runAsNonRoot: undefined } })],
    denied: [
      workload({ security: { runAsNonRoot: false } }),
      workload({ security: { runAsUser: 0 } }),
      workload({ container: { securityContext: {} }, pod: { securityContext: {} } }),
    ],
  }),
});
