import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export default definePolicy({
  purpose: 'No pod mounts a folder of its node.',
  why: 'What is written there outlives the pod, and what can be read there belongs to every other pod of the node.',
  message: 'a volume is a path of the node; use emptyDir, or a PersistentVolumeClaim',
  match: 'workloads',
  validations: ['variables.pod.?volumes.orValue([]).all(v, !has(v.hostPath))'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['host-access'],
  elsewhere: { kyverno: ['disallow-host-path'], gatekeeper: ['K8sPSPHostFilesystem'], pss: ['HostPath Volumes'] },
  cases: ({ workload }) => ({
    accepted: [workload(), workload({ pod: { volumes: [{ name: 'scratch', emptyDir: {} }] } })],
    denied: [workload({ pod: { volumes: [{ name: 'root', hostPath: { path: '/' } }] } })],
  }),
});
