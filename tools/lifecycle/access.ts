import { type Cluster, names } from '#model';
import { type Stage, workFolder } from './stage';
import type { CommandLine, Step } from './step';

/** Where a person reaches the API servers of a stage's clusters, which are private. */
export interface Tunnel {
  /** The first cluster's; the next cluster has the next port. @default - the VPC can be reached */
  readonly port?: number;
}

/** File by which a cluster is reached; nobody's own is touched. */
export const kubeconfigOf = ({ name }: Cluster): string => `${workFolder({ name })}.kubeconfig`;

/** A call of kubectl for one cluster. */
export const kubectlFor =
  (cluster: Cluster) =>
  (...args: readonly string[]): CommandLine => ['kubectl', '--kubeconfig', kubeconfigOf(cluster), ...args];

/** The role of the platform's people on a cluster. */
const roleOf = ({ name, account, organisation }: Cluster): string =>
  `arn:aws:iam::${account}:role/${names.roleName(name, 'team', organisation.platformTeam)}`;

/** A name that the certificate of every API server is for. */
const nameInside = 'kubernetes.default.svc';

/** How a person gets into the VPC, with the commands. */
export const waysIn = ({ name, region }: Cluster, port: number): string =>
  [
    `the API server of ${name} answers only inside its VPC: run this in a CloudShell of the VPC or through a VPN, or open a tunnel by a node and add '--tunnel ${port}':`,
    `aws ssm start-session --region ${region} --document-name AWS-StartPortForwardingSessionToRemoteHost`,
    `--target $(aws ec2 describe-instances --region ${region} --filters Name=tag:Name,Values=${name}-system Name=instance-state-name,Values=running --query 'Reservations[0].Instances[0].InstanceId' --output text)`,
    `--parameters host=$(aws eks describe-cluster --region ${region} --name ${name} --query cluster.endpoint --output text | cut -c9-),portNumber=443,localPortNumber=${port}`,
  ].join(' ');

const firstPort = 8443;

/** Learns how to reach a cluster, and whether it can be reached. */
export const access = (stage: Stage, cluster: Cluster, { port }: Tunnel): Step[] => {
  const { name, region, account } = cluster;
  const own = (port ?? firstPort) + stage.clusters.indexOf(cluster);
  const kubectl = kubectlFor(cluster);
  const led: Step[] =
    port === undefined
      ? []
      : [
          {
            what: `${name} is asked by port ${own} of this computer`,
            command: kubectl(
              ...['config', 'set-cluster', `arn:aws:eks:${region}:${account}:cluster/${name}`],
              ...['--server', `https://127.0.0.1:${own}`, '--tls-server-name', nameInside],
            ),
            why: 'a tunnel leads from there into the VPC',
            otherwise: 'see what kubectl says of its file',
          },
        ];
  return [
    {
      what: `how ${name} is reached`,
      command: [
        ...(['aws', 'eks', 'update-kubeconfig', '--name', name, '--region', region] as const),
        ...['--role-arn', roleOf(cluster), '--kubeconfig', kubeconfigOf(cluster), '--alias', name],
      ],
      why: 'into a file of its own, so that no other one is touched; the role is that of the platform team on the cluster',
      otherwise: 'ask for the right eks:DescribeCluster',
    },
    ...led,
    {
      what: `${name} answers`,
      command: kubectl('get', '--raw', '/readyz', '--request-timeout', '20s'),
      why: 'everything after this is done on the cluster, whose API server is private',
      otherwise: `${waysIn(cluster, own)}. Whoever asks must carry the tag team=${cluster.organisation.platformTeam}`,
    },
  ];
};
