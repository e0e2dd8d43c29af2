import { definePolicy } from '#model';

const scratch = { memory: '64Mi', 'ephemeral-storage': '64Mi' };
const enough = { requests: { cpu: '10m', ...scratch }, limits: scratch };

/** @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ */
export default definePolicy({
  purpose: 'Each container asks for CPU, memory and scratch space, and has a limit of memory and scratch space.',
  why: 'A pod that asks for nothing is put where there is no room, and one without a limit takes the node down with it.',
  message: 'a container has no requests of cpu, memory and ephemeral-storage, or no limits of memory and ephemeral-storage; set them',
  match: 'workloads',
  validations: [
    'variables.containers.all(c, ["cpu", "memory", "ephemeral-storage"].all(r, r in c.?resources.?requests.orValue({})))',
    'variables.containers.all(c, ["memory", "ephemeral-storage"].all(r, r in c.?resources.?limits.orValue({}) && quantity(string(c.resources.limits[r])).isGreaterThan(quantity("0"))))',
  ],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['resources-missing', 'memory-limit-missing'],
  elsewhere: { kyverno: ['require-pod-requests-limits'], gatekeeper: ['K8sContainerLimits', 'K8sContainerRequests'] },
  cases: ({ workload }) => ({
    accepted: [workload(), workload({ container: { resources: { ...enough, limits: { ...enough.limits, cpu: '1' } } } })],
    denied: [
      workload({ container: { resources: undefined } }),
      workload({ container: { resources: { requests: enough.requests } } }),
      workload({ container: { resources: { limits: enough.limits } } }),
      workload({ container: { resources: { ...enough, limits: { ...enough.limits, memory: '0' } } } }),
    ],
  }),
});
