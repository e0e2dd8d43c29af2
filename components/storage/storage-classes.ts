import { StorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { defineComponent, names } from '#model';

/** @see https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html */
export default defineComponent({
  purpose: 'Says what kind of disk a pod gets: encrypted, and in the zone that the pod was put into.',
  namespace: 'kube-system',
  provides: { storageClass: 'gp3' },
  objects: ({ environment, name }) => [
    new StorageClass({
      metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'ebs.csi.aws.com',
      parameters: { type: 'gp3', encrypted: 'true', kmsKeyId: names.keyAlias(name, 'disks') },
      allowVolumeExpansion: true,
      // A disk cannot leave its zone; it waits until the scheduler has chosen one.
      volumeBindingMode: 'WaitForFirstConsumer',
      reclaimPolicy: environment.shape === 'full' ? 'Retain' : 'Delete',
    }),
  ],
});
