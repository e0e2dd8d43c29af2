import { networksOf } from './reading/network';
import { defineStackRule, isFull } from './rule';

export default defineStackRule({
  why: 'With one way out a zone that fails takes the others with it; with three of them an environment without customers pays for three.',
  incidents: ['I32', 'P01'],
  *check(stacks) {
    for (const { cluster, template } of networksOf(stacks)) {
      const gateways = Object.values(template.resources).filter(({ Type }) => Type === 'AWS::EC2::NatGateway').length;
      const wanted = isFull(stacks.platform, template) ? cluster.zones.length : 1;
      if (gateways === wanted) continue;
      const fact = `'${cluster.name}' has ${gateways} NAT gateways, not ${wanted}, with the shape '${cluster.environment.shape}'`;
      yield { at: { template }, fact, fix: 'make one a zone where the shape is full, and one elsewhere (cdk/provision.ts)' };
    }
  },
  mutation: (templates) => {
    for (const { stack, resources } of templates) {
      if (!stack.endsWith('-network')) continue;
      const nat = Object.values(resources).find(({ Type }) => Type === 'AWS::EC2::NatGateway');
      if (nat) resources.further = structuredClone(nat);
      return;
    }
  },
});
