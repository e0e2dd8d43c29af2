import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/ */
export default definePolicy({
  purpose: 'A workload and its pods say what they are, whose they are and where they run: labels app, team and env.',
  why: "Whoever is woken by a pod that fails cannot tell whom to call, and its cost is nobody's.",
  message: 'a label app, team or env is missing or empty, on the workload, its jobs or its pods; set all three',
  match: 'workloads',
  variables: {
    labels:
      '[object.metadata, variables.podMetadata] + (dyn(object).spec.?jobTemplate.hasValue() ? [dyn(object).spec.jobTemplate.?metadata.orValue({})] : [])',
  },
  validations: ['variables.labels.all(each, ["app", "team", "env"].all(l, l in each.?labels.orValue({}) && each.labels[l] != ""))'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['labels-missing'],
  elsewhere: { kyverno: ['require-labels'], gatekeeper: ['K8sRequiredLabels'] },
  cases: ({ workload }) => ({
    accepted: [workload(), workload({ labels: { app: 'a', team: 't', env: 'e' } })],
    denied: [
      workload({ labels: {} }),
      workload({ labels: { app: 'a', team: 't' } }),
      workload({ labels: { app: 'a', team: '', env: 'e' } }),
    ],
  }),
});
