import type { Environment } from '#model';

type Shape = Environment['shape'];

/** A quantity that no template tells. */
export interface Assumption extends Readonly<Record<Shape, number>> {
  readonly what: string;
  /** Whether it comes with what customers do, of which a standby sees little. @default false */
  readonly traffic?: boolean;
}

/** What a standby region sees of the traffic of the active one. */
export const standbyShare = 0.1;

/** The instance on which the pods of services are reckoned: its price is shared out by what they ask for. */
export const podNode = { type: 'm6i.xlarge', vcpu: 4, gib: 16 } as const;

const same = (value: number): Readonly<Record<Shape, number>> => ({ frugal: value, small: value, full: value });

/** The quantities of a month by shape, where not said otherwise of one resource each. Correct them here when a bill says better. */
export const assumptions = {
  natGb: { what: 'GB through a NAT gateway', traffic: true, frugal: 30, small: 60, full: 300 },
  endpointGb: { what: 'GB through an interface endpoint', traffic: true, frugal: 5, small: 10, full: 100 },
  transitGb: { what: 'GB through a transit gateway attachment', traffic: true, frugal: 1, small: 5, full: 50 },
  balancerUnits: { what: 'capacity units of a load balancer, on average', traffic: true, frugal: 0.1, small: 0.5, full: 5 },
  acceleratorGb: { what: 'GB through a global accelerator', traffic: true, frugal: 5, small: 20, full: 1000 },
  cdnGb: { what: 'GB from a CloudFront distribution to browsers', traffic: true, frugal: 5, small: 20, full: 1000 },
  cdnMillions: { what: 'million requests to a CloudFront distribution', traffic: true, frugal: 0.1, small: 1, full: 50 },
  wafMillions: { what: 'million requests that a web ACL judges', traffic: true, frugal: 0.1, small: 1, full: 50 },
  dnsMillions: { what: 'million queries of a hosted zone', traffic: true, frugal: 0.1, small: 0.5, full: 20 },
  gibOfVcpu: { what: 'GiB of memory that cost as much as one vCPU', ...same(9) },
  podShare: { what: 'part of a node that the requests of pods fill', frugal: 0.7, small: 0.75, full: 0.8 },
  taskShare: { what: 'part of a month that a scheduled task runs; a GPU is reckoned as any other node', ...same(0.02) },
  nodeMetrics: { what: 'metrics of a node with detailed monitoring', ...same(7) },
  functionRuns: { what: 'runs of a function', ...same(1000) },
  functionSeconds: { what: 'seconds of a run', ...same(1) },
  gitopsApps: { what: 'applications that the capability Argo CD deploys', ...same(60) },
  aurora: { what: 'Aurora capacity units in use, as a multiple of the least', traffic: true, frugal: 1, small: 1.25, full: 1.5 },
  databaseGib: { what: 'GiB in a database cluster', frugal: 10, small: 40, full: 500 },
  databaseMillions: { what: 'million reads and writes of a database cluster', traffic: true, frugal: 5, small: 50, full: 1000 },
  databaseChange: { what: 'part of a database that changes in a day, and is kept in backups', frugal: 0.01, small: 0.02, full: 0.05 },
  databaseCopied: { what: 'million writes of a database cluster that are copied to another region', frugal: 1, small: 10, full: 300 },
  cacheGib: { what: 'GiB in a snapshot of the cache', frugal: 0.1, small: 0.5, full: 3 },
  brokerMetrics: { what: 'metrics of a broker beyond the free ones', ...same(38) },
  topicMetrics: { what: 'metrics of a topic on a broker', ...same(6) },
  bucketGib: { what: 'GiB in a bucket', frugal: 5, small: 20, full: 300 },
  bucketWrites: { what: 'thousand writes to a bucket', traffic: true, frugal: 5, small: 50, full: 1000 },
  bucketReads: { what: 'thousand reads of a bucket', traffic: true, frugal: 20, small: 200, full: 10_000 },
  bucketCopied: { what: 'GB put into a bucket and copied to another region', traffic: true, frugal: 1, small: 4, full: 60 },
  queueMillions: { what: 'million requests to a queue, empty polls included', traffic: true, frugal: 1.5, small: 2, full: 10 },
  imageGib: { what: 'GiB of images in a repository', ...same(5) },
  keyRequests: { what: 'ten thousand uses of a key', traffic: true, frugal: 5, small: 10, full: 100 },
  mailThousands: { what: 'thousand mails from a sender', traffic: true, frugal: 1, small: 5, full: 300 },
  secretReads: { what: 'ten thousand reads of a secret', ...same(0.08) },
  backupGib: { what: 'GiB in a backup vault', frugal: 20, small: 50, full: 1000 },
  restoreTests: { what: 'backups of a kind of store that are restored as a test, one a week and store', ...same(13) },
  fileGib: { what: 'GiB in a file system', frugal: 5, small: 10, full: 100 },
  logGib: { what: 'GiB that come into a log', traffic: true, frugal: 2, small: 5, full: 50 },
  logPacked: { what: 'part of its size to which CloudWatch packs a log', ...same(0.15) },
  auditMillions: { what: 'million data events of a trail', traffic: true, frugal: 1, small: 2, full: 20 },
  changes: { what: 'changes of resources that AWS Config notes', frugal: 3000, small: 3000, full: 5000 },
  evaluations: { what: 'evaluations of a Config rule', ...same(300) },
  guardMillions: { what: 'million management events that GuardDuty reads', frugal: 1, small: 2, full: 10 },
  guardGib: { what: 'GiB of flow and DNS logs that GuardDuty reads', traffic: true, frugal: 5, small: 20, full: 300 },
  securityChecks: { what: 'checks of Security Hub', ...same(5000) },
  busMillions: { what: 'million events of its own on a bus', traffic: true, frugal: 0.1, small: 0.5, full: 10 },
} as const satisfies Readonly<Record<string, Assumption>>;

export type Usage = Readonly<Record<keyof typeof assumptions, number>>;

/** The quantities that hold in an environment of a shape, in its active region or in a standby. */
export const usageOf = (shape: Shape, standby: boolean): Usage =>
  Object.fromEntries(
    Object.entries(assumptions).map(([name, assumption]: [string, Assumption]) => [
      name,
      // A database at rest is as large as its least capacity, not a tenth of it.
      standby && assumption.traffic ? (name === 'aurora' ? 1 : assumption[shape] * standbyShare) : assumption[shape],
    ]),
  ) as Usage;
