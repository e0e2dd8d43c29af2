import { type KubernetesJson, objectName, type Service } from '#model';
import type { Located } from '../mechanism/rule';
import type { End, MutableTemplate, Resource, Sides, Template } from './contract';

/** A resource and where it is. */
export interface Placed {
  readonly template: Template;
  readonly id: string;
  readonly properties: NonNullable<Resource['Properties']>;
}

/** The resources of a type in the environment of the cluster, all regions: another environment may be in the same account. */
export const inAccount = ({ templates, cluster }: Sides, type: string): Placed[] =>
  placed(
    templates.filter(({ stack }) => stack.startsWith(`${cluster.environment.name}/`)),
    type,
  );

/** The resources of a type in the cluster's account and region. */
export const besideCluster = (sides: Sides, type: string): Placed[] =>
  inAccount(sides, type).filter(({ template }) => template.region === sides.cluster.region);

/** The resources of a type in some templates. */
export const placed = (templates: readonly Template[], type: string): Placed[] =>
  templates.flatMap((template) =>
    Object.entries(template.resources).flatMap(([id, { Type, Properties }]) =>
      Type === type ? [{ template, id, properties: Properties ?? {} }] : [],
    ),
  );

export const createdAt = ({ template, id }: Placed, value: string): End => ({ value, at: `${template.stack} ${id}`, file: template.file });

export const usedBy = ({ app, json }: Located, value: string): End => ({ value, at: objectName(json), file: app.definition });

/** The objects of a kind, with the type that the reader knows them by. */
export const objectsOf = <Spec>({ scene }: Sides, kind: string): (Located & { json: KubernetesJson & Spec })[] =>
  scene.objects.filter(({ json }) => json.kind === kind) as (Located & { json: KubernetesJson & Spec })[];

/** The value of a tag; none where it is not set. */
export const tagOf = ({ Tags = [] }: { Tags?: readonly { Key: string; Value: string }[] }, key: string): string | undefined =>
  Tags.find(({ Key }) => Key === key)?.Value;

/** The queues of a template that EventBridge sends to: AWS writes to them, and no service. */
export const eventQueues = ({ resources }: Pick<Template, 'resources'>): ReadonlySet<string> =>
  new Set(
    Object.values(resources)
      .filter(({ Type }) => Type === 'AWS::Events::Rule')
      .flatMap(({ Properties }) => Properties.Targets ?? [])
      .flatMap(({ Arn }) => Arn?.['Fn::GetAtt']?.[0] ?? []),
  );

/** The environment of a service's pods, and the ConfigMap that gives it. */
export interface Told {
  readonly object: Located;
  readonly service: Service;
  readonly variables: Readonly<Record<string, string>>;
}

/** What the pods of each service on the cluster are told. */
export const environmentsOf = function* (sides: Sides): Generator<Told> {
  for (const object of objectsOf<{ data?: Readonly<Record<string, string>> }>(sides, 'ConfigMap')) {
    const variables = object.json.data ?? {};
    const { name, namespace } = object.json.metadata;
    const service = sides.platform.services.find((each) => each.name === name && each.domain === namespace);
    if (service) yield { object, service, variables };
  }
};

/** One of something, several, or none, as templates write it. */
export const listOf = <Item>(value: Item | readonly Item[] | undefined): readonly Item[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as Item];

/** Every value under a key, however deep. */
export const valuesUnder = function* (value: unknown, key: string): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) yield inner;
    yield* valuesUnder(inner, key);
  }
};

/** The properties of every resource of a type, for mutations. */
export const propertiesOf = (templates: MutableTemplate[], type: string): NonNullable<Resource['Properties']>[] => {
  const found = templates.flatMap(({ resources }) => Object.values(resources)).filter(({ Type }) => Type === type);
  if (found.length === 0) throw new RangeError(`no ${type} to change`);
  return found.map((resource) => (resource.Properties ??= {}));
};

/** Those of the first one. */
export const firstResource = (templates: MutableTemplate[], type: string): NonNullable<Resource['Properties']> =>
  propertiesOf(templates, type)[0];
