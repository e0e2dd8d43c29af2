import { defineStackRule, held } from './rule';

export default defineStackRule({
  why: 'A domain whose shards must be copied while a zone is away answers slowly or not at all until they are.',
  elsewhere: { 'cdk-nag': ['AwsSolutions-OS7'] },
  incidents: ['I11'],
  *check(stacks) {
    for (const domain of held(stacks, 'AWS::OpenSearchService::Domain')) {
      const { ClusterConfig = {} } = domain.properties;
      const zones: number = ClusterConfig.ZoneAwarenessConfig?.AvailabilityZoneCount ?? (ClusterConfig.ZoneAwarenessEnabled ? 2 : 1);
      if (zones >= 3 && ClusterConfig.MultiAZWithStandbyEnabled) continue;
      const fact = `the domain '${domain.properties.DomainName}' is in ${zones} zones, with one in reserve ${ClusterConfig.MultiAZWithStandbyEnabled ? 'on' : 'off'}`;
      yield { at: domain, fact, fix: 'spread it over three zones with MultiAZWithStandbyEnabled' };
    }
  },
  mutation: (templates) => {
    for (const { resources } of templates)
      for (const { Type, Properties } of Object.values(resources))
        if (Type === 'AWS::OpenSearchService::Domain') Properties.ClusterConfig.MultiAZWithStandbyEnabled = false;
  },
});
