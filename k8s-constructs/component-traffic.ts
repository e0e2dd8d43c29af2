import type { Construct } from 'constructs';
import { type Cluster, type Component, type ComponentEgress, type ComponentIngress, names } from '#model';
import { awsTraffic, internetTraffic } from './traffic';
import { everyPod, type Traffic, TrafficPolicy } from './traffic-policy';

/** The namespace that Kubernetes makes itself. It has no default deny, and a policy there would also hold for DNS. */
export const systemNamespace = 'kube-system';

/** Opens what a component says that its pods need; its pods may always talk to each other. */
export const componentTraffic = (scope: Construct, component: Component, cluster: Cluster): void => {
  const { name, namespace, network } = component;
  if (network === undefined || namespace === systemNamespace) return;
  new TrafficPolicy(scope, 'traffic', {
    name,
    namespace,
    labels: { 'app.kubernetes.io/managed-by': 'platform', 'app.kubernetes.io/part-of': name },
    within: true,
    ingress: (network.ingress ?? []).flatMap((ingress) => incoming(ingress, cluster)),
    egress: (network.egress ?? []).flatMap((egress) => outgoing(egress, cluster)),
    ...(component.meshed && cluster.mesh && { mesh: cluster.mesh }),
  });
};

const incoming = ({ from, ports }: ComponentIngress, { subnets, scraper, components }: Cluster): Traffic[] => {
  const peers = {
    'control-plane': subnets.controlPlane,
    'load-balancer': subnets.public,
    'readers-of-metrics': components.filter(readsMetrics).map(({ namespace }) => ({ namespace, labels: {} })),
    cluster: [everyPod],
    scraper: scraper ? [scraper] : [],
  }[from];
  return peers.length ? [{ peers, ports }] : [];
};

/** Whether a component asks about metrics. */
const readsMetrics = ({ network }: Component): boolean => network?.egress?.includes('metrics') ?? false;

/**
 * The API server answers on 443: at its address inside the cluster, which the VPC CNI's policies see before it is translated, and in the
 * control plane's subnets, which other engines see.
 */
const outgoing = (to: ComponentEgress, cluster: Cluster): Traffic[] => {
  switch (to) {
    case 'kubernetes':
      return [{ peers: [names.kubernetesApi, ...cluster.subnets.controlPlane], ports: [443] }];
    case 'aws':
      return awsTraffic(cluster);
    case 'https':
      return [internetTraffic];
    case 'metrics': {
      const { scraper, prometheus } = cluster;
      return scraper && prometheus ? [{ peers: [scraper], ports: [Number(new URL(prometheus).port)] }] : [];
    }
    case 'cluster':
      return [{ peers: [everyPod], ports: [] }];
    case 'nodes':
      return [{ peers: cluster.subnets.pods, ports: [] }];
  }
};
