import type { Construct } from 'constructs';
import { type Cluster, type Component, isClusterScoped } from '#model';
import { KubernetesObject, type Metadata } from './object';

/** The objects of a component, in its own namespace where they name none. */
export const componentObjects = (scope: Construct, component: Component, cluster: Cluster, annotations?: Metadata['annotations']): void => {
  for (const model of component.objects?.(cluster) ?? []) {
    const { apiVersion, kind, metadata } = model;
    const namespace = isClusterScoped(cluster.kinds, apiVersion, kind) ? undefined : (metadata?.namespace ?? component.namespace);
    new KubernetesObject(scope, [apiVersion, kind, namespace, metadata?.name].join(' '), model, { namespace, annotations });
  }
};
