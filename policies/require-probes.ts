import { definePolicy } from '#model';

const probe = { httpGet: { path: '/', port: 8080 } };

/** @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/ */
export default definePolicy({
  purpose: 'Each container that goes on says whether it is ready and whether it is alive, in two different ways.',
  why: 'Callers reach pods that cannot answer yet, a pod that hangs stays, and with one probe for both a slow store restarts them all.',
  message: 'a container has no readiness or no liveness probe, or one for both; set two that differ',
  match: { 'apps/v1': ['DaemonSet', 'Deployment', 'StatefulSet'], 'argoproj.io/v1alpha1': ['Rollout'] },
  validations: ['variables.pod.containers.all(c, has(c.readinessProbe) && has(c.livenessProbe) && c.readinessProbe != c.livenessProbe)'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['probes-weak', 'probes-identical'],
  elsewhere: { kyverno: ['require-pod-probes', 'ensure-probes-different'], gatekeeper: ['K8sRequiredProbes'] },
  cases: ({ image, workload }) => ({
    accepted: [workload(), workload({ pod: { initContainers: [{ name: 'first', image }] } })],
    denied: [
      workload({ container: { readinessProbe: undefined } }),
      workload({ container: { livenessProbe: undefined } }),
      workload({ container: { readinessProbe: probe, livenessProbe: probe } }),
    ],
  }),
});
