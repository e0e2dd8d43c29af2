import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export default definePolicy({
  purpose: 'Each container gives up all capabilities, and takes back none but binding low ports.',
  why: 'Each capability left is a way from the container to the kernel that the service has no use for.',
  message: 'a container keeps capabilities; drop ALL, and add at most NET_BIND_SERVICE',
  match: 'workloads',
  validations: [
    'variables.everyContainer.all(c, "ALL" in c.?securityContext.?capabilities.?drop.orValue([]))',
    'variables.everyContainer.all(c, c.?securityContext.?capabilities.?add.orValue([]).all(added, added == "NET_BIND_SERVICE"))',
  ],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['capabilities-not-dropped'],
  elsewhere: { kyverno: ['disallow-capabilities-strict', 'require-drop-all'], gatekeeper: ['K8sPSPCapabilities'], pss: ['Capabilities'] },
  cases: ({ workload }) => ({
    accepted: [workload(), workload({ security: { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } } })],
    denied: [
      workload({ security: { capabilities: undefined } }),
      workload({ security: { capabilities: { drop: ['NET_RAW'] } } }),
      workload({ security: { capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } } }),
    ],
  }),
});
