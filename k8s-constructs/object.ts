import { ApiObject, type ApiObjectMetadataDefinition, type ApiObjectProps, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';
import type { KubernetesModel } from '#model';

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

  override addJsonPatch(...operations: JsonPatch[]): void {
    this.patched = true;
    super.addJsonPatch(...operations);
  }

  /** Plain JSON. The stock way resolves tokens, filters and sorts in several passes; a typed model needs none of it, and the writer sorts. */
  override toJson(): ApiObjectProps {
    return this.patched ? super.toJson() : { ...this.json, metadata: plainMetadata(this.metadata) };
  }
}

/** What `ApiObjectMetadataDefinition` holds; its own `toJson` takes longer than building and writing the whole object. */
interface HeldMetadata {
  readonly _additionalAttributes: object;
  readonly labels: object;
  readonly annotations: object;
  readonly finalizers: readonly string[];
  readonly ownerReferences: readonly object[];
}

const plainMetadata = (metadata: ApiObjectMetadataDefinition): object => {
  const { _additionalAttributes, labels, annotations, finalizers, ownerReferences } = metadata as unknown as HeldMetadata;
  return {
    ..._additionalAttributes,
    name: metadata.name,
    namespace: metadata.namespace,
    labels: filled(labels),
    annotations: filled(annotations),
    finalizers: finalizers.length > 0 ? finalizers : undefined,
    ownerReferences: ownerReferences.length > 0 ? ownerReferences : undefined,
  };
};

const filled = (map: object): object | undefined => {
  for (const _ in map) return map;
  return undefined;
};
