import { defineOrganisation } from '#model';

export default defineOrganisation({
  name: 'platform',
  repository: 'https://github.com/example-org/ultimate-devops-platform',
  registryAccount: '555555555555',
  registryRegion: 'eu-central-1',
  platformTeam: 'platform',
  alarmsEmail: 'platform@example.com',
  identity: 'auth-service',
});
