import { defineStackRule, firstHeld, held } from './rule';

export default defineStackRule({
  why: 'With the only node of the cache everything is asked of the database at once, until AWS has made another node.',
  elsewhere: { 'cdk-nag': ['AwsSolutions-AEC4'] },
  *check(stacks) {
    for (const cache of held(stacks, 'AWS::ElastiCache::ReplicationGroup')) {
      const { AutomaticFailoverEnabled: failover, MultiAZEnabled: zones, NumCacheClusters: nodes = 1 } = cache.properties;
      if (failover && zones && nodes > 1) continue;
      const fact = `the cache '${cache.cluster.name}' has ${nodes} nodes, automatic failover ${failover ? 'on' : 'off'}, several zones ${zones ? 'on' : 'off'}`;
      yield { at: cache, fact, fix: 'give it a replica in another zone that takes over by itself' };
    }
  },
  mutation: (templates) => {
    firstHeld(templates, 'AWS::ElastiCache::ReplicationGroup').AutomaticFailoverEnabled = false;
  },
});
