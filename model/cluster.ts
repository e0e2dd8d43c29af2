import type { Component, Gateway, Kinds, Mesh, NodeScaling, Pods, Provides, SecretProvider } from './component';
import type { Environment } from './environment';
import type { Subnets } from './names';
import type { Organisation } from './organisation';
import type { Release } from './release';
import type { Cidr } from './units';

/** A cluster with everything that definitions and constructs may ask of it, as the loader returns it. */
export interface Cluster {
  /** `<environment>-<region>`. */
  readonly name: string;
  readonly organisation: Organisation;
  readonly environment: Environment;
  readonly region: string;
  readonly account: string;
  readonly zones: readonly string[];
  readonly kubernetes: string;
  readonly cidr: Cidr;
  readonly standby: boolean;
  /**
   * Whether the environment's database and secrets were made here: the first cluster of its definition. A failover makes another region the
   * active one, and leaves this as it is.
   */
  readonly home: boolean;
  readonly subnets: Subnets;
  /** What the environment runs. */
  readonly release: Release;
  /** Host name of the public API: `api.<domain>`. */
  readonly apiHost: string;
  /** Whether callers come in by CloudFront and its firewall, or straight to the load balancer. */
  readonly edge: boolean;
  /** Pods of a controller that elects a leader: 1 where the environment is frugal, otherwise 2. */
  readonly controllerReplicas: number;
  /** The components on it, in the order of installation. */
  readonly components: readonly Component[];
  /** What the holder of the role `api-gateway` offers. */
  readonly gateway?: Gateway;
  /** The holder of the role `gitops`. */
  readonly gitops?: Component;
  /** How Argo CD names the cluster that it deploys to: its own by an address, one that it is outside of by ARN. */
  readonly gitopsDestination: string;
  /** What the holder of the role `node-scaling` offers. */
  readonly nodeScaling?: NodeScaling;
  /** What the holder of the role `metrics` offers. */
  readonly scraper?: Pods;
  /** Where the holder of the role `metrics` answers queries. */
  readonly prometheus?: Provides['prometheus'];
  /** What the holder of the role `delivery` offers. */
  readonly delivery?: Provides['delivery'];
  /** Whether a component enforces who may talk to whom, and not the cluster's own network. */
  readonly policed: boolean;
  /** The key of the taint of nodes on which that component does not run yet. */
  readonly startupTaint?: string;
  /** Requests that one address may send to each pod of the gateway. Unit: requests per second. */
  readonly requestsPerAddress: number;
  /** What the holder of the role `service-mesh` offers. */
  readonly mesh?: Mesh;
  /** What the holder of the role `policy` offers. */
  readonly policy?: Provides['policy'];
  /** The kind of disk that pods get. @default - what the cluster itself has as default */
  readonly storageClass?: string;
  /** The cluster-wide store that secrets are copied from: what the holder of the role `secrets` offers, or a component beside it. */
  readonly secretStore?: string;
  /** Whose secrets pods mount without a copy, where the holder of the role `secrets` has them do so. */
  readonly secretProvider?: SecretProvider;
  /** What Kubernetes itself and the components of the cluster install. */
  readonly kinds: readonly Kinds[];
  /** Whether Kubernetes itself or a component of the cluster knows the kind. */
  readonly installs: (apiVersion: string, kind: string) => boolean;
}
