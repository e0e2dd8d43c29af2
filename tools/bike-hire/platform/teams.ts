import { defineTeams } from 'ultimate-devops-platform/model';

export default defineTeams({
  desk: { slack: '#desk', pagerduty: 'desk', github: 'city-bikes/desk' },
  works: { slack: '#works', pagerduty: 'works', github: 'city-bikes/works' },
});
