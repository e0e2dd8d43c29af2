import { defineTeams } from 'ultimate-devops-platform/model';

export default defineTeams({
  everyone: { slack: '#everyone', pagerduty: 'everyone', github: 'your-organisation/everyone' },
});
