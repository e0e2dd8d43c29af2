import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export default definePolicy({
  purpose: 'No container is privileged.',
  why: 'A privileged container is root on its node, and so is whoever gets into it.',
  message: 'a container is privileged; set securityContext.privileged to false',
  match: 'workloads',
  validations: ['variables.everyContainer.all(c, !c.?securityContext.?privileged.orValue(false))'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['privilege-escalation', 'host-access'],
  elsewhere: { kyverno: ['disallow-privileged-containers'], gatekeeper: ['K8sPSPPrivilegedContainer'], pss: ['Privileged Containers'] },
  cases: ({ image, workload }) => ({
    accepted: [workload(), workload({ container: { securityContext: {} } })],
    denied: [
      workload({ security: { privileged: true } }),
      workload({ pod: { initContainers: [{ name: 'first', image, securityContext: { privileged: true } }] } }),
    ],
  }),
});
