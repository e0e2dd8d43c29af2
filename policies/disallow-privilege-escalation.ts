import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export default definePolicy({
  purpose: 'No process gets more rights than the one that started it.',
  why: 'A program with a set-user-id bit turns any hole in the service into root.',
  message: 'a container allows privilege escalation; set securityContext.allowPrivilegeEscalation to false',
  match: 'workloads',
  validations: ['variables.everyContainer.all(c, !c.?securityContext.?allowPrivilegeEscalation.orValue(true))'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['privilege-escalation'],
  elsewhere: {
    kyverno: ['disallow-privilege-escalation'],
    gatekeeper: ['K8sPSPAllowPrivilegeEscalationContainer'],
    pss: ['Privilege Escalation'],
  },
  cases: ({ image, workload }) => ({
    accepted: [workload()],
    denied: [
      workload({ security: { allowPrivilegeEscalation: true } }),
      workload({ container: { securityContext: undefined } }),
      workload({ pod: { initContainers: [{ name: 'first', image }] } }),
    ],
  }),
});
