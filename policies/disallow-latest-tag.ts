import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/configuration/overview/#container-images */
export default definePolicy({
  purpose: 'An image is named by its digest, or by a tag that is not latest.',
  why: 'The same manifest starts one program today and another one tomorrow, and nobody can say which of them is running.',
  message: 'an image has no tag, or the tag latest; name its version or, better, its digest',
  match: 'workloads',
  validations: [
    'variables.everyContainer.all(c, c.image.matches("@sha256:[0-9a-f]{64}$") || (c.image.matches(":[^/:@]+$") && !c.image.endsWith(":latest")))',
  ],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['image-not-pinned'],
  elsewhere: { kyverno: ['disallow-latest-tag'], gatekeeper: ['K8sDisallowedTags'] },
  cases: ({ image, workload }) => ({
    accepted: [workload(), workload({ container: { image: `${image}:1.4.2` } })],
    denied: [
      workload({ container: { image: `${image}:latest` } }),
      workload({ container: { image } }),
      workload({ container: { image: 'registry.sample.org:5000/example' } }),
      workload({ pod: { initContainers: [{ name: 'first', image: `${image}:latest` }] } }),
    ],
  }),
});
