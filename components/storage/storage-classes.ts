import { StorageClass } from 'kubernetes-models/storage.k8s.io/v1/StorageClass';
import { defineComponent } from '#model';

/** @see https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html */
export default defineComponent({
  purpose: 'Says what kind of disk a pod gets: encrypted, and in the zone that the pod was put into.',
  namespace: 'kube-system',
  objects: ({ environment }) => [
    new StorageClass({
      metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'ebs.csi.aws.com',
      parameters: { type: 'gp3', encrypted: 'true' },
      allowVolumeExpansion: true,
      // A disk cannot leave its zone; it waits until the scheduler has chosen one.
      volumeBindingMode: 'WaitForFirstConsumer',
      reclaimPolicy: environment.shape === 'full' ? 'Retain' : 'Delete',
    }),
  ],
});
