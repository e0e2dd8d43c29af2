import type { Template } from '../contract/contract';
import { referredTo } from './reading/references';
import { calledAs, defineStackRule, firstWhere } from './rule';

/** What is of no use by itself, yet is paid for, or counted against a limit of the account. */
const types = [
  'AWS::EC2::EIP',
  'AWS::EC2::NetworkInterface',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Volume',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  'AWS::Logs::LogGroup',
  'AWS::SSM::Parameter',
];

/** What the CDK makes for itself: a sign that a cluster is ready. */
const spare = /KubectlReadyBarrier/;

export default defineStackRule({
  why: 'It costs money or takes the place of another, and nobody would notice if it were gone.',
  incidents: ['I33'],
  *check(stacks) {
    const known = new Map<Template, ReadonlySet<string>>();
    for (const at of stacks.of(...types)) {
      const { template, id } = at;
      const used = known.get(template) ?? referredTo(template);
      known.set(template, used);
      if (used.has(id) || spare.test(id)) continue;
      yield { at, fact: `${calledAs(at)} is named by nothing in its stack`, fix: 'remove it, or use it' };
    }
  },
  mutation: (templates) => {
    const { template, resource } = firstWhere(templates, 'AWS::EC2::EIP');
    template.resources.further = structuredClone(resource);
  },
});
