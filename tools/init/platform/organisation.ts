import { defineOrganisation } from 'ultimate-devops-platform/model';

export default defineOrganisation({
  name: 'ours',
  repository: 'https://github.com/your-organisation/platform',
  registryAccount: '123456789012',
  registryRegion: 'us-east-1',
  platformTeam: 'everyone',
});
