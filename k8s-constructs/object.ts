import { ApiObject, type ApiObjectMetadata, type ApiObjectMetadataDefinition, type ApiObjectProps, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import { builtInKinds, isClusterScoped, type KubernetesModel } from '#model';

/** Metadata that the place of an object decides, not its author. */
export interface Metadata {
  readonly namespace?: string;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * One Kubernetes object in a chart, from a typed model of `kubernetes-models`.
 *
 * The model's types keep misspelt fields from compiling, and the model is validated against the schema of its kind when the chart is
 * rendered by the platform, so a new kind needs no table here.
 */
export class KubernetesObject extends ApiObject {
  private readonly json: ApiObjectProps;
  private patched = false;

  constructor(
    scope: Construct,
    id: string,
    readonly model: KubernetesModel,
    /** What is added to the model's metadata; what its author wrote counts more. */
    extra: Metadata = {},
  ) {
    // The fields of a model are its JSON already; `toJSON` would copy all of it once more.
    const given = { ...model } as unknown as ApiObjectProps;
    const { annotations, ...rest } = extra;
    const json = {
      ...given,
      metadata: { ...rest, ...given.metadata, ...(annotations && { annotations: { ...annotations, ...given.metadata?.annotations } }) },
    };
    super(scope, id, json);
    this.json = json;
  }

  /** `ApiObject` answers for itself by a mark that every object bears. As there, subclasses are not told apart. */
  static override [Symbol.hasInstance](value: unknown): value is KubernetesObject {
    return ApiObject.isApiObject(value) && 'model' in value;
  }

  override addJsonPatch(...operations: JsonPatch[]): void {
    this.patched = true;
    super.addJsonPatch(...operations);
  }

  /** Plain JSON. The stock way resolves tokens, filters and sorts in several passes; a typed model needs none of it, and the writer sorts. */
  override toJson(): ApiObjectProps {
    if (this.patched) return super.toJson();
    const metadata = plainMetadata(this.metadata);
    // What belongs to the whole cluster takes no namespace from a chart.
    if (placeless.has(this.kind) && isClusterScoped([builtInKinds], this.apiVersion, this.kind)) delete metadata.namespace;
    return { ...this.json, metadata };
  }
}

/** Kinds that may be without namespace: asked first, because hardly any object is of one. */
const placeless = new Set(Object.values(builtInKinds).flatMap(({ cluster = [] }) => cluster));

/** What `ApiObjectMetadataDefinition` holds; its own `toJson` takes longer than building and writing the whole object. */
interface HeldMetadata extends Pick<ApiObjectMetadata, 'finalizers' | 'ownerReferences'> {
  readonly _additionalAttributes: object;
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
}

const plainMetadata = (metadata: ApiObjectMetadataDefinition): { -readonly [Key in keyof ApiObjectMetadata]: ApiObjectMetadata[Key] } => {
  const { _additionalAttributes, labels, annotations, finalizers, ownerReferences } = metadata as unknown as HeldMetadata;
  return {
    ..._additionalAttributes,
    name: metadata.name,
    namespace: metadata.namespace,
    labels: filled(labels),
    annotations: filled(annotations),
    finalizers: finalizers?.length ? finalizers : undefined,
    ownerReferences: ownerReferences?.length ? ownerReferences : undefined,
  };
};

const filled = (map: Record<string, string>): Record<string, string> | undefined => {
  for (const _ in map) return map;
  return undefined;
};
