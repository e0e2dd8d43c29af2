import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/containers/images/#image-names */
export default definePolicy({
  purpose: 'An image is named by its digest.',
  why: 'A tag can be moved to an image that nobody has tested, and the next pod runs it.',
  message: "an image has no digest; end it with '@sha256:' and its 64 digits",
  match: 'workloads',
  validations: ['variables.everyContainer.all(c, c.image.matches("@sha256:[0-9a-f]{64}$"))'],
  modes: { frugal: 'audit', small: 'deny', full: 'deny' },
  rules: ['image-not-pinned'],
  elsewhere: { kyverno: ['require-image-checksum'], gatekeeper: ['K8sImageDigests'] },
  cases: ({ image, workload }) => ({
    accepted: [workload()],
    denied: [
      workload({ container: { image: `${image}:1.4.2` } }),
      workload({ container: { image: `${image}@sha256:abc` } }),
      workload({ pod: { initContainers: [{ name: 'first', image }] } }),
    ],
  }),
});
