import type { Scale, Size, Storage, Task, Tier, Worker } from './capacity';
import type { Http, Metrics, Port, Probes } from './endpoints';
import type { EnvironmentName, ServiceName, TeamName } from './identifiers';
import type { Slo } from './objectives';
import type { EventType } from './topic';
import type { Exemption, Waiver } from './waiver';

/** Plain settings of a service's own code by the names of its environment variables. Never a secret: they stand in Git. */
export type Settings = Readonly<Record<string, string>>;

/** What an environment may say differently about a service. */
export interface ServiceOverride {
  /** Settings of this environment alone, besides the service's own or instead of them. */
  readonly settings?: Settings;
  readonly size?: Size;
  readonly scale?: Scale;
}

/**
 * A service, in the file `services/<domain>/<name>/service.ts`. The folder gives name, domain and with the domain the namespace.
 *
 * A definition that needs more than 40 lines is a sign that the model lacks a default.
 */
export interface ServiceDefinition {
  /** What the service does for its callers, in one sentence. */
  readonly purpose: string;
  /** The team that answers for the service: gets access to its namespace and is called when it breaks. */
  readonly owner: TeamName;
  /** How much the service matters. */
  readonly tier: Tier;
  /**
   * The environments that it runs in. What it calls and the events that it reads must be there too.
   * @default - all
   */
  readonly environments?: readonly EnvironmentName[];
  /**
   * The repository of its image, where its code is not kept beside its definition: `'ghcr.io/example-org/ledger'`. Without tag or digest,
   * which stand in the releases.
   * @default - built from its folder, and kept in the platform's registry
   */
  readonly image?: string;
  /** The HTTP interface; health and metrics are on the same port. @default - it serves no HTTP */
  readonly http?: Http;
  /** Ports besides that of the HTTP interface, by name: `{ grpc: { port: 50051, protocol: 'grpc' } }`. @default - none */
  readonly ports?: Readonly<Record<string, Port>>;
  /**
   * How its containers say in what state they are. An image that is not built from the folder must say it.
   * @default - `/health/startup`, `/health/ready` and `/health/live` on the port of the HTTP interface
   */
  readonly probes?: Probes;
  /** Where Prometheus asks it for metrics. @default - `/metrics` on the port of the HTTP interface; `'none'` for an image from elsewhere */
  readonly metrics?: Metrics | 'none';
  /**
   * Services that this one calls over HTTP. Opens the network in both directions of the wall, and gives the callee's address as `<NAME>_URL`.
   * @default - calls nobody
   */
  readonly calls?: readonly ServiceName[];
  /**
   * Addresses of services that it calls, `host:port`, by the variables that its code reads them from:
   * `{ CATALOG_ADDR: 'catalog', CATALOG_ADMIN_ADDR: 'catalog:admin' }`, the latter for one of its `ports`.
   * @default - only `<NAME>_URL`, with `http://`
   */
  readonly addresses?: Readonly<Record<string, string>>;
  /**
   * Scopes that its own token carries when it calls others: `'orders:read'`. The callee's routes name what they ask for.
   * @default - none: it reaches only what asks for no scope
   */
  readonly scopes?: readonly string[];
  /** Events that it writes. @default - none */
  readonly produces?: readonly EventType[];
  /** Events that it reads, as consumer group `<name>`. Each needs a producer. @default - none */
  readonly consumes?: readonly EventType[];
  /**
   * A database and a login of its own on the environment's PostgreSQL, and a migration job before each rollout; an image from elsewhere
   * brings its schema forward itself, as with one of its `initContainers`.
   * @default - no database
   */
  readonly database?: 'postgresql';
  /** A login of its own on the environment's cache. @default - no cache */
  readonly cache?: 'valkey';
  /**
   * A database and a login of its own on the environment's DocumentDB, which speaks the protocol of MongoDB 5. Drivers ask for `tls=true` with
   * the authorities of RDS, `authMechanism=SCRAM-SHA-1`, `replicaSet=rs0` and `retryWrites=false`.
   * @default - no documents
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/connect_programmatically.html
   */
  readonly documents?: 'mongodb';
  /**
   * Indices of its own on the environment's OpenSearch: those whose names begin with `<name>-`. Requests are signed with its role, and begin
   * with one of these names: `POST /<name>-articles/_bulk`, but neither `POST /_bulk` nor two names with a comma.
   * Rejected where the name of another searching service begins with this one's and a hyphen.
   * @default - no search
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html
   */
  readonly search?: 'opensearch';
  /** Queues of its own, each with a dead-letter queue. The address is given as `QUEUE_<NAME>_URL`. @default - none */
  readonly queues?: readonly string[];
  /** Buckets of its own. The name is given as `BUCKET_<NAME>`. @default - none */
  readonly buckets?: readonly string[];
  /**
   * Messages to people that it sends, as the environment's domain. `email` by Amazon SES, to which `MAIL_URL` leads and which names the
   * sender; `sms` by Amazon SNS, to which `SMS_URL` leads. What cannot be delivered and who complains is never written to again by SES itself.
   *
   * In a new account AWS sends to verified addresses and numbers only, until somebody asks for more.
   * @default - none
   * @see https://docs.aws.amazon.com/ses/latest/dg/request-production-access.html
   */
  readonly sends?: readonly ('email' | 'sms')[];
  /** Random keys of 256 bits that the platform makes up, one an environment. Each is a file, its path given as `<NAME>_FILE`. @default - none */
  readonly keys?: readonly string[];
  /** Secrets that people or other systems put in place. Each is a file, its path given as `<NAME>_FILE`. @default - none */
  readonly secrets?: readonly string[];
  /** Plain settings of its own code: `{ SHIPPING_MINOR: '490' }`. @default - none */
  readonly settings?: Settings;
  /**
   * Host names outside the platform that it may reach on port 443. `'any-https'` where they cannot be known beforehand.
   * The network opens public addresses on 443, private ranges excepted; the service checks the names.
   * @default - nothing outside
   */
  readonly external?: readonly string[] | 'any-https';
  /** What the image runs. @default - what the image says */
  readonly command?: readonly string[];
  /** Arguments of the command. @default - what the image says */
  readonly arguments?: readonly string[];
  /** Containers that run one after the other, before the service's own starts; of its image unless they name one. @default - none */
  readonly initContainers?: Readonly<Record<string, { readonly image?: string; readonly command: readonly string[] }>>;
  /** Folders that it writes to, each empty when a pod starts and at most 128Mi. `/tmp` always is one. @default - none */
  readonly writable?: readonly `/${string}`[];
  /**
   * User and group that its containers run as; not root. 1000 to 65533; below 10000, where nodes have users of their own, with a waiver of
   * `run-as-root`. @default 10001
   */
  readonly user?: number;
  /** What one pod is given. @default { cpu: '100m', memory: '256Mi' } */
  readonly size?: Size;
  /** How many pods there may be. @default - by tier */
  readonly scale?: Scale;
  /** Pods that only work off its events and queues, so that a backlog slows no caller. @default - the pods that serve HTTP do it */
  readonly worker?: Worker;
  /** Work that ends, by name. @default - none */
  readonly tasks?: Readonly<Record<string, Task>>;
  /**
   * A disk for each pod, which keeps its name: the service is a store itself, of `scale.min` pods and never more.
   * @default - pods keep nothing
   */
  readonly storage?: Storage;
  /**
   * How a new version comes in: a few pods at a time; first for a small part of the callers, as long as its objectives hold; or all at once,
   * beside the old one. Where nothing tells the callers of one version from those of another, as a gateway does not, and where nothing can be
   * scraped before all come at once, it is a few pods at a time whatever stands here.
   * @default - 'canary' for a critical service where the environment is not frugal and has a holder of the role `delivery`; 'rolling' otherwise
   */
  readonly rollout?: 'rolling' | 'canary' | 'blue-green';
  /**
   * What callers may rely on. `'none'` where nothing is promised.
   *
   * The kit measures it. For code that does not run on it, the mesh does, or else the gateway where the service is public; rejected where none
   * of them counts requests. The limit of `latencyMs` is one at which is counted wherever the service runs.
   * @default - by tier; nothing is promised of an image from elsewhere
   */
  readonly slo?: Slo | 'none';
  /** What differs in one environment. @default - nothing */
  readonly in?: Readonly<Partial<Record<EnvironmentName, ServiceOverride>>>;
  /** Rules that this service may break for a while. @default - none */
  readonly waivers?: readonly Waiver[];
  /** Admission policies that its objects need not meet for a while. @default - none */
  readonly exemptions?: readonly Exemption[];
}

/** A service with what its folder says, as the loader returns it. */
export interface Service extends ServiceDefinition {
  /** One name everywhere: folder, image, workload, Argo CD application, consumer group, role, database. */
  readonly name: string;
  /** The folder above: the Kubernetes namespace. */
  readonly domain: string;
  /** The file of the definition, for messages. */
  readonly file: string;
}

/** Declares a service. */
export const defineService = (service: ServiceDefinition): ServiceDefinition => service;
