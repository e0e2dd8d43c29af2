import { type Cluster, type NodePool as Description, memoryQuantity, names, nodeDisks, nodePoolsOf } from '#model';
import { NodeClass, NodePool } from './objects';

/** The pools of a cluster, each with what its instances are made from. */
export const nodesOf = (cluster: Cluster): (NodeClass | NodePool)[] =>
  nodePoolsOf(cluster.environment).flatMap((pool) => [classOf(pool, cluster), poolOf(pool, cluster)]);

/** Nodes that are hardly used are packed together; those whose pods would lose more by a move than it saves go only when they are empty. */
const consolidation = ({ name }: Description): 'WhenEmpty' | 'WhenEmptyOrUnderutilized' =>
  name === 'gpu' || name === 'storage' ? 'WhenEmpty' : 'WhenEmptyOrUnderutilized';

const poolOf = (pool: Description, { environment, startupTaint }: Cluster): NodePool => {
  const { name, labels, taint, capacity, families, sizes, mostCpus, memoryPerCpu } = pool;
  const served = environment.shape === 'full';
  return new NodePool({
    metadata: { name },
    spec: {
      disruption: {
        consolidationPolicy: consolidation(pool),
        consolidateAfter: served ? '5m' : '1m',
        budgets: [
          { nodes: '10%' },
          // A new image replaces nodes by night, in UTC, where customers are served by day.
          ...(served ? [{ nodes: '0', reasons: ['Drifted' as const], schedule: '0 5 * * *', duration: '18h' }] : []),
        ],
      },
      limits: { cpu: String(mostCpus), memory: memoryQuantity(mostCpus * memoryPerCpu * 1024) },
      template: {
        metadata: { labels: { ...labels } },
        spec: {
          nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name },
          requirements: [
            { key: 'karpenter.sh/capacity-type', operator: 'In', values: [capacity] },
            { key: 'karpenter.k8s.aws/instance-family', operator: 'In', values: [...families] },
            { key: 'karpenter.k8s.aws/instance-size', operator: 'In', values: [...sizes] },
            { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
          ],
          ...(taint && { taints: [taint] }),
          // No pod starts before policies hold for it.
          ...(startupTaint && { startupTaints: [{ key: startupTaint, effect: 'NoExecute' }] }),
          expireAfter: '720h',
          // A disruption budget that never gives way would keep a node, and its old image, for ever.
          terminationGracePeriod: served ? '24h' : '1h',
        },
      },
    },
  });
};

/** A class finds its image by the alias; of Bottlerocket, Karpenter takes the variant for NVIDIA where the instance has a GPU. */
const alias: Readonly<Record<Description['image'], string>> = { al2023: 'al2023@latest', 'bottlerocket-nvidia': 'bottlerocket@latest' };

const classOf = (pool: Description, cluster: Cluster): NodeClass =>
  new NodeClass({
    metadata: { name: pool.name },
    spec: {
      amiSelectorTerms: [{ alias: alias[pool.image] }],
      associatePublicIPAddress: false,
      blockDeviceMappings: nodeDisks(pool).map(({ device: deviceName, gib }) => ({
        deviceName,
        ebs: { volumeType: 'gp3', volumeSize: `${gib}Gi`, encrypted: true, deleteOnTermination: true },
      })),
      detailedMonitoring: cluster.environment.shape === 'full',
      // Addresses come as prefixes, so a node has room for more pods than its network interfaces have addresses.
      ...(pool.image === 'al2023' && { kubelet: { maxPods: 110, podsPerCore: 25 } }),
      // One hop: pods cannot ask for the node's credentials.
      metadataOptions: { httpEndpoint: 'enabled', httpProtocolIPv6: 'disabled', httpPutResponseHopLimit: 1, httpTokens: 'required' },
      role: names.nodeRole(cluster.name),
      securityGroupSelectorTerms: [{ tags: { [names.clusterGroupTag]: cluster.name } }],
      subnetSelectorTerms: [{ tags: { [names.nodeSubnetTag]: cluster.name } }],
      tags: { ...names.ownTags(cluster.environment.name, cluster.organisation.platformTeam) },
    },
  });
