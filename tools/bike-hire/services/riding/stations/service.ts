import { defineService } from 'ultimate-devops-platform/model';

/** Written in Go. */
export default defineService({
  purpose: 'Knows which station has which bikes.',
  owner: 'works',
  tier: 'critical',
  image: 'registry.bikes.example.org/stations',
  http: { port: 8082, path: '/stations', exposure: 'cluster' },
  probes: { ready: { http: '/readyz' }, live: { http: '/livez' } },
  cache: 'valkey',
  settings: { GOMAXPROCS: '2' },
  slo: 'none',
});
