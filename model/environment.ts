import type { Role } from './component';
import type { ComponentName } from './identifiers';
import type { Cidr } from './units';

/**
 * How much an environment spends on staying up.
 * `frugal`: one pod of everything, a second one under load, no disruption budgets. `small`: shaped like production with at least two pods and half the maximum.
 * `full`: what the definitions say.
 */
export type Shape = 'frugal' | 'small' | 'full';

/** One cluster of an environment; the region gives its name, `<environment>-<region>`. */
export interface ClusterDefinition {
  /** AWS region: `'us-west-2'`. */
  readonly region: string;
  /** Letters of the availability zones that subnets are made in. Two or three. */
  readonly zones: readonly string[];
  /** Kubernetes minor version: `'1.35'`. */
  readonly kubernetes: `${number}.${number}`;
  /** Range of the VPC, exactly a /16; subnets are cut from it by rule. No two clusters may overlap. */
  readonly cidr: Cidr;
  /**
   * A warm standby: everything is rendered, the APIs run at their minimum, and nothing consumes, relays or migrates.
   * @default false
   */
  readonly standby?: boolean;
}

/** What a service may keep things in, by the field that asks for it. */
export const stores = ['buckets', 'cache', 'database', 'documents', 'queues', 'search'] as const;
export type Store = (typeof stores)[number];

/** The stores of an environment that definitions share. */
export interface DatabaseSize {
  /** Connections that the environment's PostgreSQL accepts; a fifth is kept for people, backups and failover. At least 50. */
  readonly maxConnections: number;
  /**
   * Whether writes wait while the standby region is further behind than the targets allow, so that its figure holds whatever happens. Then a
   * standby that cannot be reached stops the active region too. Written once the standby is there, since without one all writes would wait.
   *
   * @default false - writes go on, and people are told
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database-disaster-recovery.html
   */
  readonly writesWait?: boolean;
}

/** An environment, in the file `platform/environments/<name>.ts`. The file gives the name. */
export interface EnvironmentDefinition {
  /** What the environment is for, in one sentence. */
  readonly purpose: string;
  /** AWS account, 12 digits. */
  readonly account: string;
  /** DNS zone of the environment: `'dev.example.org'`. The API is at `api.<domain>`. */
  readonly domain: string;
  /** How much it spends on staying up. */
  readonly shape: Shape;
  /**
   * Whether callers come in by CloudFront, its firewall and Global Accelerator, or straight to the load balancer of a cluster.
   * @default - by CloudFront, unless the environment is frugal
   */
  readonly edge?: boolean;
  /**
   * What one address may ask of each pod of the gateway; more is refused. Coarse: limits for each caller are the services' own.
   *
   * Unit: requests per second. 1 to 10000.
   * @default 100
   */
  readonly requestsPerAddress?: number;
  /** The component that holds each role; a role that is not named has no holder. */
  readonly roles: Readonly<Partial<Record<Role, ComponentName>>>;
  /**
   * Further components: those that say `optional: true`.
   * @default - the holders of the roles, and what every cluster has
   */
  readonly components?: readonly ComponentName[];
  /**
   * Stores that no service in it may ask for, such as one that is too dear here, or not yet approved.
   * @default - none
   */
  readonly forbids?: readonly Store[];
  /** The PostgreSQL that services share. */
  readonly database: DatabaseSize;
  /**
   * What it may cost a month: the platform team hears of it when half, four fifths and all of it are spent, and when all will be.
   *
   * Unit: US dollars, whole. At least 1.
   * @default - nobody is told what it costs, which `platform check` refuses
   * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
   */
  readonly budget?: number;
  /**
   * `'none'`: nothing is promised of how long the environment is away, and how much it forgets, when something is lost.
   *
   * @default - where the shape is full, the targets of docs/recovery.md, for which it needs three zones and a standby region; elsewhere none
   */
  readonly targets?: 'none';
  /** Its clusters, one a region; exactly one is not a standby. The first is where its database and secrets are made. */
  readonly clusters: readonly ClusterDefinition[];
}

/** An environment with its name, as the loader returns it. */
export interface Environment extends EnvironmentDefinition {
  readonly name: string;
  readonly file: string;
}

/** Declares an environment. */
export const defineEnvironment = (environment: EnvironmentDefinition): EnvironmentDefinition => environment;
