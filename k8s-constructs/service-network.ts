import type { Construct } from 'constructs';
import { type Cluster, hasTasks, metricsOf, migrates, names, type Platform, probedPortsOf, type Service, staysUp } from '#model';
import { type Identity, labelsOf, selectorOf } from './labels';
import { databaseTraffic, egressOf, ingressOf, scraping } from './traffic';
import { TrafficPolicy } from './traffic-policy';

/** A policy for each kind of a service's pods. Those that nobody calls are reached by the scraper alone; a migration reaches the database alone. */
export const openNetwork = (
  scope: Construct,
  identity: Identity,
  { service, cluster, platform }: { readonly service: Service; readonly cluster: Cluster; readonly platform: Platform },
): void => {
  const { name } = identity;
  const labels = labelsOf(identity);
  const egress = egressOf(service, cluster, platform);
  const metrics = metricsOf(service);
  const mesh = cluster.mesh && { mesh: cluster.mesh };
  // Pods that run to an end are asked nothing.
  const unasked = cluster.mesh && { mesh: { ...cluster.mesh, probesFrom: undefined } };
  const probed = probedPortsOf(service);
  if (staysUp(service))
    new TrafficPolicy(scope, 'traffic', {
      name,
      labels,
      pods: selectorOf(name, 'api'),
      ingress: ingressOf(service, cluster, platform),
      egress,
      ...mesh,
      probed,
      within: service.storage !== undefined,
    });
  if (service.worker)
    new TrafficPolicy(scope, 'worker-traffic', {
      name: names.workerName(name),
      labels,
      pods: selectorOf(name, 'worker'),
      ingress: metrics ? scraping(service, cluster) : [],
      egress,
      ...mesh,
      probed,
    });
  if (hasTasks(service, cluster))
    new TrafficPolicy(scope, 'tasks-traffic', { name: names.tasksName(name), labels, pods: selectorOf(name, 'task'), egress, ...unasked });
  if (migrates(service, cluster))
    new TrafficPolicy(scope, 'migration-traffic', {
      name: names.migrationName(name),
      labels,
      pods: selectorOf(name, 'migration'),
      egress: databaseTraffic(cluster),
      ...unasked,
    });
};
