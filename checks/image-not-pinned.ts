import { names } from '#model';
import { firstContainer } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'A tag can be moved and a foreign registry can be down or taken over, so the next pod runs something that nobody has tested, or does not start.',
  elsewhere: {
    'kube-linter': ['latest-tag'],
    'kube-score': ['container-image-tag'],
    polaris: ['tagNotSpecified'],
    kyverno: ['disallow-latest-tag', 'restrict-image-registries', 'require-image-checksum', 'resolve-image-to-digest'],
    checkov: ['CKV_K8S_43', 'CKV_K8S_14'],
  },
  *check({ platform, cluster, containers }) {
    const registry = names.imageRepository(cluster.organisation.registryAccount, cluster.region, '');
    const named = new Set(
      platform.services.flatMap(({ image, initContainers = {} }) => [image, ...Object.values(initContainers).map((first) => first.image)]),
    );
    for (const { app, json, container } of containers) {
      const { name, image = '' } = container;
      if (!/@sha256:[0-9a-f]{64}$/.test(image)) {
        const fact = `container '${name}' has image '${image}', which names no digest`;
        yield { app, json, fact, fix: "end it with '@sha256:' and the 64 digits of its digest" };
      }
      if (!image.startsWith(registry) && !named.has(image.replace(/@.*/, ''))) {
        const fact = `container '${name}' has image '${image}', which is not in the organisation's registry`;
        yield { app, json, fact, fix: `copy it to '${registry}' and name it there, or in the service's 'image'` };
      }
    }
  },
  mutation: (apps) => {
    const container = firstContainer(apps);
    container.image = container.image?.replace(/@.*/, ':latest');
  },
});
