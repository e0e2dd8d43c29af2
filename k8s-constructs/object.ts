import type { KubernetesModel } from '#model';
import { ApiObject, type ApiObjectProps, type JsonPatch } from 'cdk8s';
import type { Construct } from 'constructs';

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
    /** What is added to the model's metadata. */
    extra: Metadata = {},
  ) {
    const given = model.toJSON() as ApiObjectProps;
    const { annotations, ...rest } = extra;
    const json = { ...given, metadata: { ...rest, ...given.metadata, ...(annotations && { annotations: { ...given.metadata?.annotations, ...annotations } }) } };
    super(scope, id, json);
    this.json = json;
  }

  override addJsonPatch(...operations: JsonPatch[]): void {
    this.patched = true;
    super.addJsonPatch(...operations);
  }

  /** Plain JSON. The stock way resolves tokens and sorts keys in three passes; a model has none, and the writer sorts. */
  override toJson(): ApiObjectProps {
    return this.patched ? super.toJson() : { ...this.json, metadata: this.metadata.toJson() };
  }
}
