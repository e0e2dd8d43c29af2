import { definePolicy } from '#model';

/** @see https://kubernetes.io/docs/concepts/containers/images/ */
export default definePolicy({
  purpose: "Images come from the organisation's registry, or are named by a service.",
  why: 'An image from anywhere runs what its owner likes, and a registry that is down or taken over takes the service with it.',
  message: "an image is not from a registry that is allowed; copy it to the organisation's and name it there",
  match: 'workloads',
  given: ({ registries }) => ({ registries }),
  validations: ['variables.everyContainer.all(c, variables.registries.exists(r, c.image.startsWith(r)))'],
  modes: { frugal: 'deny', small: 'deny', full: 'deny' },
  rules: ['image-not-pinned'],
  elsewhere: { kyverno: ['restrict-image-registries'], gatekeeper: ['K8sAllowedRepos'] },
  cases: ({ facts, image, workload }) => ({
    accepted: [workload(), workload({ container: { image: `${facts.registries.at(-1)}sha256:${'b'.repeat(64)}` } })],
    denied: [
      workload({ container: { image: 'nginx:1.29' } }),
      workload({ container: { image: `elsewhere.sample.org/${image}` } }),
      workload({ pod: { initContainers: [{ name: 'first', image: 'docker.io/library/busybox:1.37' }] } }),
    ],
  }),
});
