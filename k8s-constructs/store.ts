import type { Construct } from 'constructs';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { memoryQuantity, names } from '#model';
import { labelsOf, selectorOf } from './labels';
import { KubernetesObject } from './object';
import { podTemplateOf, type StayingPodsProps } from './pod-template';

/** Properties of a workload whose pods keep data. */
export interface StoreProps extends StayingPodsProps {
  readonly replicas: number;
  /** Disk of each pod. Unit: MiB. */
  readonly diskMebibytes: number;
  /** Where the disk is found in the container. */
  readonly path: string;
  /** @default - the cluster's default */
  readonly storageClass?: string;
}

const disk = 'data';

/**
 * A StatefulSet: each pod has a disk of its own that outlives it, and a name by which the others find it. Pods start together, because members
 * of a group wait for each other, and are replaced one at a time. Disks stay when pods, or all of it, are taken away; a person removes them.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/
 */
export class Store extends KubernetesObject {
  constructor(scope: Construct, id: string, props: StoreProps) {
    const { storageClass } = props;
    super(
      scope,
      id,
      new StatefulSet({
        metadata: { name: props.name, labels: labelsOf(props) },
        spec: {
          serviceName: names.peersName(props.name),
          replicas: props.replicas,
          selector: { matchLabels: selectorOf(props.name, 'api') },
          podManagementPolicy: 'Parallel',
          minReadySeconds: 10,
          revisionHistoryLimit: 3,
          updateStrategy: { type: 'RollingUpdate' },
          persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
          template: podTemplateOf(props, { mounts: [{ name: disk, mountPath: props.path }] }),
          volumeClaimTemplates: [
            {
              apiVersion: 'v1',
              kind: 'PersistentVolumeClaim',
              metadata: { name: disk, labels: labelsOf(props) },
              spec: {
                accessModes: ['ReadWriteOnce'],
                resources: { requests: { storage: memoryQuantity(props.diskMebibytes) } },
                ...(storageClass && { storageClassName: storageClass }),
                volumeMode: 'Filesystem',
              },
            },
          ],
        },
      }),
    );
  }
}
