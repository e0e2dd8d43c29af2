import type { Cluster } from './cluster';
import type { Environment } from './environment';
import * as names from './names';
import type { Platform } from './platform';
import type { Policy, PolicyFacts, PolicyMode } from './policy';
import type { Service } from './service';

/** What a policy has come to in an environment; undefined where it is not there. */
export const modeOf = ({ modes }: Pick<Policy, 'modes'>, { shape }: Environment): PolicyMode | undefined => modes[shape];

/** What policies may know of a cluster. An image from elsewhere is named exactly, so that another of the same owner is none of ours. */
export const policyFactsOf = (platform: Platform, { organisation, region, mesh }: Cluster): PolicyFacts => ({
  registries: [
    names.imageRepository(organisation.registryAccount, region, ''),
    ...[...new Set(platform.services.flatMap(imagesFromElsewhere))].sort().flatMap((image) => [`${image}:`, `${image}@`]),
  ],
  injected: mesh?.containers ?? [],
});

const imagesFromElsewhere = ({ image, initContainers = {} }: Service): string[] =>
  [image, ...Object.values(initContainers).map((each) => each.image)].filter((each) => each !== undefined);

/** Facts of no cluster in particular, for trying policies. */
export const sampleFacts: PolicyFacts = { registries: ['registry.sample.org/', 'mirror.sample.org/store@'], injected: ['proxy'] };

/** An exemption with everything that whoever reads it on the cluster asks: for what, how far, by whom, why, how long. */
export interface ExemptionOf {
  readonly policy: string;
  readonly namespace: string;
  readonly name: string;
  readonly owner: string;
  readonly reason: string;
  readonly until: string;
  readonly file: string;
}

/** All exemptions of a platform, or of one of its environments. */
export const exemptionsOf = ({ services }: Pick<Platform, 'services'>): ExemptionOf[] =>
  services.flatMap(({ name, domain, owner, file, exemptions = [] }) =>
    exemptions.map((exemption) => ({ ...exemption, namespace: domain, name, owner, file })),
  );

/** The expression that is true of the objects of an exemption, and of no other: those of one service in its namespace. */
export const exemptionOf = ({ namespace, name }: Pick<ExemptionOf, 'namespace' | 'name'>): string =>
  [
    `object.metadata.namespace == ${JSON.stringify(namespace)}`,
    'has(object.metadata.labels)',
    '"app.kubernetes.io/name" in object.metadata.labels',
    `object.metadata.labels["app.kubernetes.io/name"] == ${JSON.stringify(name)}`,
  ].join(' && ');
