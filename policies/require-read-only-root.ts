import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/ */
export default definePolicy({
  purpose: "No container writes to its image's file system.",
  why: 'Whoever gets in can leave a program there, and what is written there fills the node.',
  message: 'a container may write to its root file system; set readOnlyRootFilesystem, and mount an emptyDir where it must write',
  match: 'workloads',
  validations: ['variables.containers.all(c, c.?securityContext.?readOnlyRootFilesystem.orValue(false))'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['root-filesystem-writable'],
  elsewhere: { kyverno: ['require-ro-rootfs'], gatekeeper: ['K8sPSPReadOnlyRootFilesystem'] },
  cases: ({ image, workload }) => ({
    accepted: [workload()],
    denied: [
      workload({ security: { readOnlyRootFilesystem: false } }),
      workload({ container: { securityContext: {} } }),
      workload({ pod: { initContainers: [{ name: 'first', image }] } }),
    ],
  }),
});
