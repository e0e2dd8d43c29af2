import { defineService } from 'ultimate-devops-platform/model';

/** Speaks gRPC alone, and is written in Go. */
export default defineService({
  purpose: 'Knows which station has which bikes.',
  owner: 'works',
  tier: 'critical',
  image: 'registry.bikes.example.org/stations',
  ports: { grpc: { port: 50051, protocol: 'grpc' }, admin: { port: 8081, servicePort: 81, protocol: 'http' } },
  probes: { ready: { grpc: 'stations.v1.Stations', port: 'grpc' }, live: { http: '/livez', port: 'admin' } },
  cache: 'valkey',
  settings: { GOMAXPROCS: '2' },
  slo: 'none',
});
