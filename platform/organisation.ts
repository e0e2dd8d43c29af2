import { defineOrganisation } from '#model';

export default defineOrganisation({
  name: 'platform',
  repository: 'https://github.com/example-org/ultimate-devops-platform',
  registryAccount: '555555555555',
  registryRegion: 'eu-central-1',
  platformTeam: 'platform',
  alarmsEmail: 'platform@example.com',
  identity: 'auth-service',
  identityCenter: {
    instanceArn: 'arn:aws:sso:::instance/ssoins-69870a1b2c3d4e5f',
    region: 'eu-central-1',
    adminsGroupId: 'b3848812-f0a1-70c2-5d3e-4f5a6b7c8d9e',
  },
});
