import { RemovalPolicy } from 'aws-cdk-lib';
import type { Environment } from '#model';

/** What an environment of a shape is given in AWS, and how long it is kept. */
export interface Provision {
  /** What happens to stored data when its stack is deleted: customers' data stays, unless its creation failed; a developer's does not. */
  readonly removalPolicy: RemovalPolicy;
  /** Neither a stack nor a database can be deleted before somebody switches this off. */
  readonly protected: boolean;
  /** Each zone has its own way out and its own endpoints, so that a zone which fails takes nothing with it. Costs about as much again. */
  readonly everyZone: boolean;
  /** Days that backups of databases are kept. */
  readonly backupDays: number;
  /** Whether backups stay as long as they were meant to, whoever asks for less. Two weeks after it was made nobody can lift that rule. */
  readonly vaultLocked: boolean;
  /** Days that a trail of who did what in the account is kept. */
  readonly auditDays: number;
  /**
   * What AWS watches beside that trail. `rules`: whether resources are as they should be, and attacks on the account. `everything`: attacks
   * inside nodes and databases too, and the state of stores.
   */
  readonly watch: 'nothing' | 'rules' | 'everything';
  /** Days after which the password of a service's login to the database is another one. @default - it changes when its secret is replaced */
  readonly rotationDays?: number;
  /** Days that logs are kept; a number that CloudWatch offers. */
  readonly logDays: 14 | 30 | 365;
  /**
   * Capacity of the database in Aurora units of about 2 GiB, and how many readers share its work and stand in for the writer. `atRest` is the
   * least of a region that only follows. AWS advises 8 for one that is followed, and 2 where statements are recorded.
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
   */
  readonly database: { readonly least: number; readonly atRest: number; readonly most: number; readonly readers: number };
  /** Nodes of the cache: one that is asked, the others its copies in further zones, ready to take over. */
  readonly cache: { readonly type: string; readonly nodes: number };
  /** Instances of the document store: one that writes, the others read and stand in for it. A region that follows another one has two at most. */
  readonly documents: { readonly type: string; readonly instances: number };
  /**
   * Nodes of the search store that keep indices, the disk of each in GiB, and the type of the three that only watch over them. Spread over as
   * many zones as there are nodes, three at most.
   */
  readonly search: { readonly type: string; readonly nodes: number; readonly disk: number; readonly managers?: string };
  /** Brokers of the event stream, one a zone in as many of the cluster's zones, and the disk of each, which grows where it may. Unit: GiB. */
  readonly stream: { readonly type: string; readonly zones: number; readonly disk: number; readonly mostDisk?: number };
  /** The nodes that the platform's own components run on. */
  readonly nodes: { readonly type: string; readonly least: number; readonly most: number };
}

const provisions: Readonly<Record<Environment['shape'], Provision>> = {
  frugal: {
    removalPolicy: RemovalPolicy.DESTROY,
    protected: false,
    everyZone: false,
    backupDays: 7,
    vaultLocked: false,
    auditDays: 90,
    watch: 'nothing',
    logDays: 14,
    database: { least: 0.5, atRest: 0.5, most: 4, readers: 0 },
    cache: { type: 'cache.t4g.micro', nodes: 1 },
    documents: { type: 'db.t4g.medium', instances: 1 },
    search: { type: 't3.small.search', nodes: 1, disk: 10 },
    stream: { type: 'kafka.t3.small', zones: 2, disk: 20 },
    nodes: { type: 't3.large', least: 2, most: 6 },
  },
  small: {
    removalPolicy: RemovalPolicy.DESTROY,
    protected: false,
    everyZone: false,
    backupDays: 14,
    vaultLocked: false,
    auditDays: 365,
    watch: 'rules',
    logDays: 30,
    database: { least: 1, atRest: 1, most: 8, readers: 1 },
    cache: { type: 'cache.t4g.small', nodes: 2 },
    documents: { type: 'db.t4g.medium', instances: 2 },
    search: { type: 't3.medium.search', nodes: 2, disk: 20, managers: 't3.small.search' },
    stream: { type: 'kafka.m7g.large', zones: 3, disk: 100 },
    nodes: { type: 'm6i.large', least: 3, most: 9 },
  },
  full: {
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    protected: true,
    everyZone: true,
    backupDays: 35,
    vaultLocked: true,
    auditDays: 2557,
    watch: 'everything',
    rotationDays: 30,
    logDays: 365,
    database: { least: 8, atRest: 2, most: 64, readers: 2 },
    cache: { type: 'cache.m7g.large', nodes: 3 },
    documents: { type: 'db.r6g.large', instances: 3 },
    search: { type: 'r7g.large.search', nodes: 3, disk: 100, managers: 'm7g.large.search' },
    stream: { type: 'kafka.m7g.xlarge', zones: 3, disk: 250, mostDisk: 2000 },
    nodes: { type: 'm6i.xlarge', least: 3, most: 30 },
  },
};

export const provisionOf = ({ shape }: Environment): Provision => provisions[shape];
