import { defineService } from 'ultimate-devops-platform/model';

/** Talks to the locks of bikes, over plain TCP. */
export default defineService({
  purpose: 'Opens and closes the locks of bikes.',
  owner: 'works',
  tier: 'critical',
  image: 'registry.bikes.example.org/locks',
  ports: { mqtt: { port: 1883 } },
  probes: { ready: { tcp: 'mqtt' } },
  command: ['/usr/local/bin/locks'],
  arguments: ['--config', '/tmp/locks.toml'],
  initContainers: { configure: { command: ['/usr/local/bin/locks', 'write-config', '/tmp/locks.toml'] } },
  keys: ['lock-signing'],
  queues: ['unlocks'],
  user: 20_000,
});
