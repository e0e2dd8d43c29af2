import { defineRule } from 'ultimate-devops-platform/checks';

const registry = 'registry.bikes.example.org/';

/** One more rule beside those of the package. */
export default defineRule({
  why: 'An image that the city did not build was looked into by nobody.',
  *check({ containers }) {
    for (const { app, json, container } of containers) {
      if (container.image?.startsWith(registry)) continue;
      yield { app, json, fact: `container '${container.name}' runs ${container.image}`, fix: `copy the image to ${registry}` };
    }
  },
  mutation: (apps) => {
    const deployment = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === 'Deployment');
    deployment?.json.spec.template.spec.containers.forEach((container: { image: string }) => {
      container.image = container.image.replace(registry, 'docker.io/');
    });
  },
});
