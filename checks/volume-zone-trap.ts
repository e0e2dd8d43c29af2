import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

interface StorageClass {
  readonly provisioner?: string;
  readonly volumeBindingMode?: string;
  readonly reclaimPolicy?: string;
}

/** Disks that are in one zone and cannot leave it. */
const inOneZone = /^ebs\.csi\.(aws|eks\.amazonaws)\.com$/;

export default defineRule({
  why: 'A disk that is made before its pod has a place lies in any zone, and the pod waits for ever where it finds no node in that one.',
  incidents: ['P21'],
  *check({ objects, cluster }) {
    for (const { app, json } of objects) {
      if (json.kind !== 'StorageClass') continue;
      const { provisioner = '', volumeBindingMode = 'Immediate', reclaimPolicy = 'Delete' } = json as StorageClass;
      if (inOneZone.test(provisioner) && volumeBindingMode !== 'WaitForFirstConsumer')
        yield {
          ...{ app, json, fact: `makes a disk before its pod is placed: volumeBindingMode is ${volumeBindingMode}` },
          fix: 'write volumeBindingMode: WaitForFirstConsumer',
        };
      if (cluster.environment.shape === 'full' && reclaimPolicy !== 'Retain')
        yield {
          ...{
            app,
            json,
            fact: `deletes a disk with its claim: reclaimPolicy is ${reclaimPolicy}, and ${cluster.environment.name} serves customers`,
          },
          fix: 'write reclaimPolicy: Retain',
        };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'StorageClass').volumeBindingMode = 'Immediate';
  },
});
