import { tagOf } from '../contract/reading';
import { networksOf } from './reading/network';
import { defineStackRule, firstWhere } from './rule';

/** The tag by which the load balancer controller finds subnets of a kind. @see https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html */
const tags = { public: 'kubernetes.io/role/elb', pods: 'kubernetes.io/role/internal-elb' } as const;

export default defineStackRule({
  why: 'The controller finds subnets by their tags; a load balancer for which it finds none in a zone never gets an address there.',
  incidents: ['P11'],
  *check(stacks) {
    for (const { subnets } of networksOf(stacks))
      for (const [kind, tag] of Object.entries(tags))
        for (const subnet of subnets(kind as keyof typeof tags)) {
          const value = tagOf(subnet.properties, tag);
          if (value === '1') continue;
          const fact = `a subnet for ${kind === 'public' ? 'public' : 'internal'} load balancers has the tag '${tag}' ${value ?? 'not set'}, not 1`;
          yield { at: subnet, fact, fix: 'tag it (cdk/network-stack.ts)' };
        }
  },
  mutation: (templates) => {
    const { resource } = firstWhere(templates, 'AWS::EC2::Subnet', ({ Properties }) => tagOf(Properties, tags.public) === '1');
    resource.Properties.Tags = resource.Properties.Tags.filter(({ Key }: { Key: string }) => Key !== tags.public);
  },
});
