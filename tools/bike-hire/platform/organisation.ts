import { defineOrganisation } from 'ultimate-devops-platform/model';

export default defineOrganisation({
  name: 'bikes',
  repository: 'https://git.bikes.example.org/city/platform',
  registryAccount: '600000000006',
  registryRegion: 'us-west-2',
  platformTeam: 'works',
});
