import { defineTeams } from '#model';

export default defineTeams({
  catalog: { slack: '#team-catalog', pagerduty: 'catalog', github: 'example-org/catalog' },
  checkout: { slack: '#team-checkout', pagerduty: 'checkout', github: 'example-org/checkout' },
  data: { slack: '#team-data', pagerduty: 'data', github: 'example-org/data' },
  growth: { slack: '#team-growth', pagerduty: 'growth', github: 'example-org/growth' },
  ml: { slack: '#team-ml', pagerduty: 'ml', github: 'example-org/ml' },
  platform: { slack: '#team-platform', pagerduty: 'platform', github: 'example-org/platform' },
  sre: { slack: '#team-sre', pagerduty: 'sre', github: 'example-org/sre' },
  trust: { slack: '#team-trust', pagerduty: 'trust', github: 'example-org/trust' },
});
