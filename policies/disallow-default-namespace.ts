import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/ */
export default definePolicy({
  purpose: 'Nothing runs in the namespace default.',
  why: 'The namespace has no quota, no owner, no network policy and no Pod Security: what lands there by a slip is held by nothing.',
  message: "it is in the namespace default; set metadata.namespace to one of the platform's",
  match: 'workloads',
  namespaces: ['default'],
  validations: ['object.metadata.namespace != "default"'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['default-namespace'],
  elsewhere: { kyverno: ['disallow-default-namespace'] },
  cases: ({ workload }) => ({ accepted: [workload()], denied: [workload({ namespace: 'default' })] }),
});
