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

/** The stores of an environment that definitions share. */
export interface DatabaseSize {
  /** Connections that the environment's PostgreSQL accepts; a fifth is kept for people, backups and failover. At least 50. */
  readonly maxConnections: number;
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
  /** The component that holds each role; a role that is not named has no holder. */
  readonly roles: Readonly<Partial<Record<Role, ComponentName>>>;
  /** The PostgreSQL that services share. */
  readonly database: DatabaseSize;
  /**
   * What it may cost a month: the platform team hears of it when four fifths are spent, and when all will be.
   *
   * Unit: US dollars, whole. At least 1.
   * @default - nobody is told what it costs
   * @see https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html
   */
  readonly budget?: number;
  /** Its clusters, one a region; exactly one is not a standby. */
  readonly clusters: readonly ClusterDefinition[];
}

/** An environment with its name, as the loader returns it. */
export interface Environment extends EnvironmentDefinition {
  readonly name: string;
  readonly file: string;
}

/** Declares an environment. */
export const defineEnvironment = (environment: EnvironmentDefinition): EnvironmentDefinition => environment;
