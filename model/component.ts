import type { Cluster } from './cluster';
import type { Statement } from './iam';
import type { ComponentName } from './identifiers';
import type { RequestSeries } from './request-series';
import type { Cidr } from './units';
import type { Waiver } from './waiver';

/**
 * A job of which a cluster has at most one holder: the environment picks the component. `api-gateway`: the way in. `delivery`: lets new
 * versions in by and by. `gitops`: keeps the cluster as Git says, and is what a bare cluster is given first. `metrics`: scrapes.
 * `network-policy`: enforces who may talk to whom, instead of the cluster's own network. `node-scaling`: has nodes made for pods that find
 * none. `policy`: refuses objects that break a rule. `secrets`: brings secrets to pods. `service-mesh`: encrypts what services say to each
 * other, and knows who says it.
 */
export const roles = [
  ...(['api-gateway', 'delivery', 'gitops', 'metrics', 'network-policy'] as const),
  ...(['node-scaling', 'policy', 'secrets', 'service-mesh'] as const),
] as const;
export type Role = (typeof roles)[number];

/**
 * How nodes come to a cluster. `pools`: objects on the cluster say what nodes there may be, and instances are started one by one. `groups`:
 * stacks make groups of like nodes, and their sizes are changed.
 */
export type NodeScaling = 'pools' | 'groups';

/** A Helm chart at an exact version. */
export interface HelmChart {
  /** Repository with `https://`, or a registry without scheme for an OCI chart. */
  readonly repository: string;
  readonly name: string;
  /** Exactly as published, with the `v` where the chart has one. Never a range. */
  readonly version: string;
}

/** A folder of plain manifests in somebody's Git repository, for what has no chart. */
export interface GitSource {
  readonly repository: `https://${string}`;
  readonly path: string;
  /** A full tag reference or a commit of 40 digits; a branch would move. */
  readonly revision: `refs/tags/${string}` | string;
}

/** A Kubernetes object of a typed model, as the constructors of `kubernetes-models` build it. */
export interface KubernetesModel {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  /** Throws where the object does not fit the schema of its kind. */
  validate(): void;
  toJSON(): unknown;
}

/** Kinds by API version, told apart by scope: `{ 'cert-manager.io/v1': { namespaced: ['Certificate'], cluster: ['ClusterIssuer'] } }`. */
export type Kinds = Readonly<Record<string, { readonly namespaced?: readonly string[]; readonly cluster?: readonly string[] }>>;

/** Some pods, told by namespace and labels, as a network policy names them. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The service account that they run as, by which a mesh knows them. @default - not known: a mesh lets any pod of the namespace through */
  readonly serviceAccount?: string;
}

/** The way into the cluster, for the role `api-gateway`. */
export type Gateway = ByGatewayApi | ByIngress;

interface WayIn {
  readonly namespace: string;
  /** The pods that traffic comes from. */
  readonly pods: Pods;
  /** What it counts of the requests that it lets in, by service. @default - nothing that is scraped */
  readonly requests?: RequestSeries;
}

/** Told of routes by the Gateway API. */
export interface ByGatewayApi extends WayIn {
  /** The Gateway object that routes attach to, and its listener for the platform's API. */
  readonly name: string;
  readonly listener: string;
  readonly ingressClass?: undefined;
}

/** Told of routes by objects of the kind Ingress. */
export interface ByIngress extends WayIn {
  /** The class that it serves. It shows its own certificate to callers, so no route names one. */
  readonly ingressClass: string;
  /** Annotations of each Ingress by which its limits hold. @default - none */
  readonly annotations?: (limits: RouteLimits) => Readonly<Record<string, string>>;
}

/** What a gateway lets pass on one route. */
export interface RouteLimits {
  /** Requests of one address to each pod of the gateway. Unit: requests per second. */
  readonly requestsPerAddress: number;
  /** How long a caller waits for an answer. Unit: seconds. @default - as the gateway says */
  readonly timeoutSeconds?: number;
}

/** How pods come into the mesh and are told apart in it, for the role `service-mesh`. */
export interface Mesh {
  /** Whose kinds say who may call whom. */
  readonly authorization: 'istio' | 'linkerd';
  /** Labels and annotations of a namespace whose pods are in the mesh. */
  readonly namespace: { readonly labels?: Readonly<Record<string, string>>; readonly annotations?: Readonly<Record<string, string>> };
  /** What differs for a component that is in the mesh, and also takes connections from outside of it. @default - nothing */
  readonly ofComponents?: Mesh['namespace'];
  /** The port on which proxies speak to each other for pods, whatever port is meant: open wherever a pod is called. @default - the port itself */
  readonly tunnelPort?: number;
  /** What the proxies in pods themselves ask who is who and where. @default - the pods have none */
  readonly controlPlane?: { readonly pods: Pods; readonly ports: readonly number[] };
  /** The address from which the kubelet's probes seem to come. @default - the node's */
  readonly probesFrom?: Cidr;
  /** What it adds to each pod. CPU request in thousandths of a core, memory request and limit in MiB. @default - nothing */
  readonly perPod?: { readonly cpuMillicores: number; readonly memoryMebibytes: number };
  /** Names of the containers that it puts into pods when they are made, which no definition can answer for. @default - none */
  readonly containers?: readonly string[];
  /** What it counts of the requests between pods. @default - nothing: it knows of connections alone */
  readonly requests?: RequestSeries;
}

/** What others rely on from a component's chart, which is rendered by Argo CD and never here. */
export interface Provides {
  /** Kinds that it installs. An object of a kind that no component installs is refused. */
  readonly kinds?: Kinds;
  /** Series that it has scraped and that others ask about, with their own labels: `{ rollout_info: ['name', 'phase'] }`. @default - none */
  readonly series?: Readonly<Record<string, readonly string[]>>;
  /** Service accounts that its pods run as, in its namespace. */
  readonly serviceAccounts?: readonly string[];
  /** Only with the role `api-gateway`. */
  readonly gateway?: Gateway;
  /** The pods that scrape metrics. Only with the role `metrics`. */
  readonly scraper?: Pods;
  /** The address of its API for queries: `'http://prometheus.monitoring:9090'`. Only with the role `metrics`. */
  readonly prometheus?: `http://${string}`;
  /** How a new version comes in: by the kind `Rollout` instead of a Deployment, or by a `Canary` beside it. Only with the role `delivery`. */
  readonly delivery?: 'rollout' | 'canary';
  /** How it has nodes made, which stacks must be ready for. Only with the role `node-scaling`. */
  readonly nodeScaling?: NodeScaling;
  /** Whose kinds admission policies are written in. Only with the role `policy`. */
  readonly policy?: 'kyverno' | 'gatekeeper';
  /** Only with the role `service-mesh`. */
  readonly mesh?: Mesh;
  /** The key of the taint that new nodes bear until its agent runs there and takes it away. Only with the role `network-policy`. */
  readonly startupTaint?: string;
  /** The storage class for the disks of pods that keep data. @default - it has none to offer */
  readonly storageClass?: string;
  /** The cluster-wide store that secrets are read from. Only with the role `secrets`, and not together with `secretProvider`. */
  readonly secretStore?: string;
  /**
   * Whose secrets pods mount as files by the Secrets Store CSI driver, each pod with rights of its own: nothing copies them into the cluster.
   * Only with the role `secrets`.
   */
  readonly secretProvider?: SecretProvider;
}

/** A provider of the Secrets Store CSI driver. `aws`: Secrets Manager. */
export const secretProviders = ['aws'] as const;
export type SecretProvider = (typeof secretProviders)[number];

/** Who may open a connection to a component's pods, on which container ports. */
export interface ComponentIngress {
  /**
   * `control-plane`: the API server, for webhooks and aggregated APIs. `scraper`: the holder of the role `metrics`. `load-balancer`: the
   * public subnets, where a load balancer's addresses are. `readers-of-metrics`: components that go to `metrics`. `cluster`: any pod.
   */
  readonly from: 'control-plane' | 'scraper' | 'load-balancer' | 'readers-of-metrics' | 'cluster';
  readonly ports: readonly number[];
}

/**
 * Where a component's pods may go besides DNS and each other. `kubernetes`: the API server. `aws`: the Pod Identity agent and the
 * interface endpoints. `https`: public addresses on 443. `metrics`: what answers queries about metrics. `cluster`: any pod. `nodes`: any
 * address of the VPC.
 */
export type ComponentEgress = 'kubernetes' | 'aws' | 'https' | 'metrics' | 'cluster' | 'nodes';

/** The network of a component. Everything not named here is closed. */
export interface ComponentNetwork {
  readonly ingress?: readonly ComponentIngress[];
  readonly egress?: readonly ComponentEgress[];
}

/** Pod Security level of a namespace that holds pods which cannot meet `restricted`. */
export interface PodSecurityException {
  readonly level: 'baseline' | 'privileged';
  /** Which pod needs it, and why. */
  readonly reason: string;
}

/** A component of the platform, in the file `components/<group>/<name>.ts`. The file gives the name. */
export interface ComponentDefinition {
  /** What the component does for the cluster, in one sentence. */
  readonly purpose: string;
  /** The namespace that it lives in; several components may share one. @default - the name of the component */
  readonly namespace?: string;
  /** The role that it can hold: it is installed where the environment picks it. @default - it is on every cluster */
  readonly role?: Role;
  /** The component without which it makes no sense, or several: it is installed where they all are. @default - decided by `role` */
  readonly with?: ComponentName | readonly ComponentName[];
  /** Whether it is only where an environment names it in `components`. Not together with a role. @default false */
  readonly optional?: boolean;
  /** Whether an environment may also name it in `components`, beside the holder that it picked for the role. Only with a role. @default false */
  readonly beside?: boolean;
  /** Components that must be healthy before; waves are derived from it. @default - may start at once */
  readonly after?: readonly ComponentName[];
  /** Where it comes from. @default - only from its own objects */
  readonly chart?: HelmChart;
  readonly git?: GitSource;
  /**
   * The EKS capability that it is: AWS runs it, outside of the cluster, in place of a chart; a stack makes it. Only with the role `gitops`.
   * @default - it is installed on the cluster
   * @see https://docs.aws.amazon.com/eks/latest/userguide/capabilities.html
   */
  readonly capability?: 'ARGOCD';
  /** The chart's values; only what differs from the chart's defaults. @default - none */
  readonly values?: (cluster: Cluster) => object;
  /** Its own objects, applied after the chart. @default - none */
  readonly objects?: (cluster: Cluster) => readonly KubernetesModel[];
  /** What AWS lets its pods do, by service account; each is one of `provides.serviceAccounts`. @default - nothing */
  readonly iam?: (cluster: Cluster) => Readonly<Record<string, readonly Statement[]>>;
  /**
   * Keys of KMS of its own, by what they are for: each has the alias `alias/<cluster>/<component>/<key>`, and can be used by those of its pods
   * alone whose statement in `iam` names that alias, and for nothing else.
   * @default - none
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
   */
  readonly keys?: readonly string[];
  /** Logins that the platform makes up, one an environment: user name by name, in the secret `<organisation>/<environment>/<component>/<name>`. @default - none */
  readonly logins?: Readonly<Record<string, string>>;
  /** Everything that its pods need besides DNS and each other; `{}` for no more than that. @default - closed: it has no pods */
  readonly network?: ComponentNetwork;
  /** @default - nothing that others rely on */
  readonly provides?: Provides;
  /**
   * Its pods are in the mesh of a cluster that has one, so that services know them by name. Its namespace is its own then. Whoever is not in
   * the mesh speaks to it in the clear: here stands who that is.
   * @default - they are outside of it
   */
  readonly meshed?: { readonly plainFrom: string };
  /** Other namespaces that its chart writes to. @default - none */
  readonly alsoWritesTo?: readonly string[];
  /** @default - its pods meet `restricted` */
  readonly podSecurity?: PodSecurityException;
  /** Fields that something on the cluster writes after the chart. @default - none */
  readonly ignoreDifferences?: readonly { readonly group?: string; readonly kind: string; readonly jqPathExpressions: readonly string[] }[];
  /** Whether Argo CD deletes what the chart no longer has; `false` for anything with custom resource definitions that carry data. @default true */
  readonly prune?: boolean;
  /** @default - none */
  readonly waivers?: readonly Waiver[];
}

/** A component with what its file says, as the loader returns it. */
export interface Component extends ComponentDefinition {
  readonly name: string;
  readonly group: string;
  readonly namespace: string;
  /** Its place in the order of installation, from 1: one more than the last of those it comes after. */
  readonly wave: number;
  readonly file: string;
}

/** The components without which one makes no sense, in a list. */
export const companionsOf = (others: ComponentDefinition['with']): readonly string[] =>
  typeof others === 'string' ? [others] : Array.isArray(others) ? others : [];

/** Declares a component. */
export const defineComponent = (component: ComponentDefinition): ComponentDefinition => component;
