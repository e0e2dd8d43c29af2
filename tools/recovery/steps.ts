import { type Cluster, names, type Platform, pairOf } from '#model';

/** Something that a person does in a recovery, in its order. */
export interface Step {
  readonly what: string;
  /** Commands as they are typed. @default - nothing is typed */
  readonly commands?: readonly string[];
}

/** Two regions of an environment, by what they do before the recovery. */
export interface Pair {
  readonly platform: Platform;
  readonly active: Cluster;
  readonly standby: Cluster;
}

/** The pair of an environment; nothing where it has one region. */
export const pairIn = (whole: Platform, environment: string): Pair | undefined => {
  const { active, standby } = pairOf(environment, whole.clusters);
  return active && standby ? { platform: whole.in(environment), active, standby } : undefined;
};

const arn = ({ region, account }: Cluster, cluster: string): string => `arn:aws:rds:${region}:${account}:cluster:${cluster}`;

/** Every database over both regions: its command, its name, and its cluster in a region. */
const globals = ({ platform, active }: Pair): { cli: string; name: string; of: (cluster: Cluster) => string }[] => {
  const { name } = active.environment;
  return [
    ...(platform.services.some(({ database }) => database)
      ? [{ cli: 'rds', name: names.globalDatabase(name), of: (cluster: Cluster) => cluster.name }]
      : []),
    ...(platform.services.some(({ documents }) => documents)
      ? [{ cli: 'docdb', name: names.globalDocuments(name), of: (cluster: Cluster) => names.documentsCluster(cluster.name) }]
      : []),
  ];
};

const moved = ({ active: { environment, region }, standby }: Pair): Step => ({
  what:
    `In \`${environment.file}\` take \`standby: true\` from ${standby.region} and give it to ${region}, on the revision that ` +
    `${environment.name} runs; where that is a tag, tag the commit as the next one, and name it in \`releases/${environment.name}.json\` on main. ` +
    `Argo CD starts what consumes, relays and works in ${standby.region}, and pods there read the address that can be written.`,
  commands: ['npm run synth', `git commit --all --message 'Fail over ${environment.name} to ${standby.region}'`],
});

const led = ({ active: { environment }, standby }: Pair): Step => ({
  what: `Lead callers to ${standby.region}.`,
  commands: [`npx cdk deploy '${environment.name}/${names.worldRegion}-*' --exclusively`],
});

const toldAgain = ({ platform, active, standby }: Pair): Step => {
  const { organisation, environment } = active;
  const admin = names.databaseAdminPath(organisation.name, environment.name);
  const producers = platform.services.filter(({ produces = [], database }) => produces.length && database);
  return {
    what:
      'Let the outboxes tell the events of the last day again, since some were told to a stream that is away, and not yet heard. ' +
      'Whoever has heard one drops it by its inbox. Go further back where a consumer group was further behind; a week is kept.',
    commands: [
      `for database in ${producers.map(({ name }) => names.snake(name)).join(' ')}; do`,
      `  aws rds-data execute-statement --region ${standby.region} --resource-arn ${arn(standby, standby.name)} \\`,
      `    --secret-arn ${admin} --database "$database" \\`,
      `    --sql "UPDATE outbox SET published_at = NULL WHERE published_at > now() - interval '1 day'"`,
      'done',
    ],
  };
};

/** Both regions are well, and nothing is lost. */
export const switchover = (pair: Pair): Step[] => {
  const { active, standby } = pair;
  return [
    {
      what: 'See that the standby follows: the lag is a few seconds at most, and no alarm of either region rings.',
      commands: [
        `aws cloudwatch get-metric-statistics --region ${standby.region} --namespace AWS/RDS --metric-name AuroraGlobalDBRPOLag \\`,
        `  --dimensions Name=DBClusterIdentifier,Value=${standby.name} --statistics Maximum --period 60 \\`,
        `  --start-time "$(date -u -d '-10 minutes' +%FT%TZ)" --end-time "$(date -u +%FT%TZ)"`,
      ],
    },
    {
      what: 'Prepare the commit of the next step, and do not push it yet. Change the parts of the databases; AWS lets the standby catch up first. From here writes fail until callers are led to pods that can write.',
      commands: globals(pair).map(
        ({ cli, name, of }) =>
          `aws ${cli} switchover-global-cluster --region ${active.region} --global-cluster-identifier ${name} --target-db-cluster-identifier ${arn(standby, of(standby))}`,
      ),
    },
    moved(pair),
    led(pair),
    toldAgain(pair),
    {
      what: `Deploy the other stacks: backups, copies of buckets, alarms and the least capacity of the database follow the active region.`,
      commands: [`npx cdk deploy '${active.environment.name}/*'`],
    },
  ];
};

/** The active region is lost, or will be away for longer than the targets allow. */
export const failover = (pair: Pair): Step[] => {
  const { active, standby } = pair;
  return [
    {
      what:
        `Decide, two people together: what ${active.region} has acknowledged in its last seconds will be gone. ` +
        'Callers are led to the standby by themselves once the gateway there has no healthy pod, and can read; writing waits for the next step.',
      commands: globals(pair).map(
        ({ cli, name }) =>
          `aws ${cli} describe-global-clusters --region ${standby.region} --global-cluster-identifier ${name} --query 'GlobalClusters[0].GlobalClusterMembers'`,
      ),
    },
    {
      what: `Let ${standby.region} take over. AWS shuts writers out of ${active.region} as far as it reaches them.`,
      commands: globals(pair).flatMap(({ cli, name, of }) => [
        `aws ${cli} failover-global-cluster --region ${standby.region} --global-cluster-identifier ${name} --target-db-cluster-identifier ${arn(standby, of(standby))} --allow-data-loss`,
        ...(cli === 'rds' ? [`aws rds wait db-cluster-available --region ${standby.region} --db-cluster-identifier ${of(standby)}`] : []),
      ]),
    },
    moved(pair),
    led(pair),
    toldAgain(pair),
    {
      what: `Deploy the stacks of ${standby.region}: backups and alarms start there, and the least capacity of the database is that of an active region.`,
      commands: [`npx cdk deploy '${active.environment.name}/${standby.region}-*' --exclusively`],
    },
    {
      what:
        `When ${active.region} is back, AWS makes its database again as one that follows; until then there is no standby. Then deploy all stacks, ` +
        'copy back what was put into buckets in the meantime by S3 Batch Replication, and switch over in a quiet hour.',
      commands: [`npx cdk deploy '${active.environment.name}/*'`],
    },
  ];
};
