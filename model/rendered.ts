import type { Cluster } from './cluster';
import type { KubernetesModel } from './component';
import type { Waiver } from './waiver';

/** An object as it will be written. */
export interface KubernetesJson {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly [field: string]: unknown;
}

/** An object with the model that validates it; without one nobody has said what its kind may hold. */
export interface RenderedObject {
  readonly json: KubernetesJson;
  readonly model?: KubernetesModel;
}

/** The objects of one folder of output: an Argo CD application, or the Applications themselves. */
export interface RenderedApp {
  readonly name: string;
  readonly cluster: Cluster;
  /** Folder that its files are written to, from the root of the repository. */
  readonly folder: string;
  /** File to open when something is wrong with it. */
  readonly definition: string;
  readonly waivers: readonly Waiver[];
  readonly objects: readonly RenderedObject[];
  /** Other files of the folder, by name: what is handed to a tool and not applied. @default - none */
  readonly documents?: Readonly<Record<string, object>>;
}

/** The API group of an API version: `''` for the core. */
export const groupOf = (apiVersion: string): string => apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')));

/** How people name an object: `Deployment shop/gift-service`. */
export const objectName = ({ kind, metadata }: KubernetesJson): string =>
  `${kind} ${metadata?.namespace ? `${metadata.namespace}/` : ''}${metadata?.name}`;
