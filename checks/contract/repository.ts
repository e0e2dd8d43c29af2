import { names, runsIn } from '#model';
import { firstContainer } from '../mechanism/pods';
import type { MutableObject } from '../mechanism/rule';
import { defineContract } from './contract';
import { createdAt, firstResource, placed, usedBy } from './reading';

/** An image without its tag and digest. */
const repositoryOf = (image: string): string => image.replace(/@.*$/, '').replace(/:[^:/]*$/, '');

/** Images of other registries have no repository of the platform's. */
const isBuiltHere = ({ spec }: MutableObject): boolean => spec.template.spec.containers[0].image.includes('.dkr.ecr.');

interface Replication {
  readonly Rules: readonly { readonly Destinations: readonly { readonly Region: string }[] }[];
}

export default defineContract({
  what: 'repository',
  kind: 'derived',
  why: 'An image is pushed to a repository that exists, and nodes pull it from the copy in their own region.',
  *created({ templates, platform, cluster }) {
    const registry = templates.filter(({ account }) => account === platform.organisation.registryAccount);
    for (const repository of placed(registry, 'AWS::ECR::Repository')) {
      const copies = placed(
        registry.filter(({ region }) => region === repository.template.region),
        'AWS::ECR::ReplicationConfiguration',
      ).flatMap(({ properties }) =>
        (properties.ReplicationConfiguration as Replication).Rules.flatMap(({ Destinations }) => Destinations.map(({ Region }) => Region)),
      );
      if (![repository.template.region, ...copies].includes(cluster.region)) continue;
      const { registryAccount } = platform.organisation;
      // A service that is in other environments only.
      if (platform.services.some((each) => each.name === repository.properties.RepositoryName && !runsIn(each, cluster.environment.name)))
        continue;
      yield createdAt(repository, names.imageRepository(registryAccount, cluster.region, repository.properties.RepositoryName));
    }
  },
  *used({ scene, platform }) {
    const own = `${platform.organisation.registryAccount}.dkr.ecr.`;
    for (const each of scene.containers) if (each.container.image?.startsWith(own)) yield usedBy(each, repositoryOf(each.container.image));
  },
  fix: { missing: 'add the service to the platform, or correct the image', unused: 'remove the repository together with its service' },
  mutations: {
    template: (templates) => {
      firstResource(templates, 'AWS::ECR::Repository').RepositoryName += '-renamed';
    },
    manifest: (apps) => {
      const built = apps.filter(({ objects }) => objects.some(({ json }) => json.kind === 'Deployment' && isBuiltHere(json)));
      const container = firstContainer(built);
      container.image = container.image?.replace(/\/[^/@]+@/, '/unheard-of@');
    },
  },
});
