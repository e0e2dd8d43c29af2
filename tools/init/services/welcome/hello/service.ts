import { defineService } from 'ultimate-devops-platform/model';

export default defineService({
  purpose: 'Greets whoever asks.',
  owner: 'everyone',
  tier: 'standard',
  image: 'ghcr.io/stefanprodan/podinfo',
  http: { port: 9898, path: '/hello', exposure: 'public' },
  probes: { ready: { http: '/readyz' }, live: { http: '/healthz' } },
  metrics: { path: '/metrics' },
});
