import { defineService } from '#model';

export default defineService({
  purpose: 'Keeps the catalogue: products, variants, prices and categories.',
  owner: 'catalog',
  tier: 'critical',
  http: { port: 8003, path: '/products', exposure: 'public' },
  database: 'postgresql',
  size: { cpu: '250m', memory: '512Mi' },
  scale: { min: 3, max: 20, cpuPercent: 65 },
});
