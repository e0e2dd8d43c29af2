import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { missing, unresolved } from './references/missing';

export default defineRule({
  why: 'Karpenter makes no node of a pool whose class is not there, and pods find none.',
  incidents: ['I18'],
  check: (scene) =>
    unresolved(
      scene,
      missing(scene, ['uses'], ['EC2NodeClass.karpenter.k8s.aws']),
      ({ name }) => `makes nodes of class '${name}', which is not there`,
      'name a class that is rendered',
    ),
  mutation: (apps) => {
    firstOf(apps, 'NodePool').spec.template.spec.nodeClassRef.name += 's';
  },
});
