import { defineService } from 'ultimate-devops-platform/model';

/** A Java program with names of its own for everything. */
export default defineService({
  purpose: 'Lets a bike out, and takes it back.',
  owner: 'works',
  tier: 'critical',
  image: 'registry.bikes.example.org/rides',
  http: { port: 8080, servicePort: 80, path: '/rides', exposure: 'public' },
  probes: {
    startup: { http: '/actuator/health/readiness', headers: { 'X-Probe': 'startup' } },
    ready: { http: '/actuator/health/readiness' },
    live: { http: '/actuator/health/liveness' },
  },
  calls: ['fares', 'locks', 'stations'],
  addresses: { STATIONS_TARGET: 'stations:grpc', STATIONS_ADMIN: 'stations:admin', LOCKS_BROKER: 'locks:mqtt', FARES_HOST: 'fares' },
  database: 'postgresql',
  arguments: ['--server.shutdown=graceful'],
  writable: ['/var/cache/rides'],
  settings: { JAVA_TOOL_OPTIONS: '-XX:MaxRAMPercentage=70' },
  size: { cpu: '500m', memory: '1Gi' },
  scale: { min: 3, max: 8 },
});
