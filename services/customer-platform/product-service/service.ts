import { defineService } from '#model';
import { prices, products } from '#platform/topics/product';
import { reviews } from '#platform/topics/review';

export default defineService({
  purpose: 'Keeps the catalogue: products, variants, prices and categories.',
  owner: 'catalog',
  tier: 'critical',
  http: { port: 8003, path: '/products', exposure: 'public' },
  produces: [products.created, products.updated, products.retired, prices.changed],
  consumes: [reviews.published, reviews.removed],
  database: 'postgresql',
  cache: 'valkey',
  buckets: ['images'],
  size: { cpu: '250m', memory: '512Mi' },
  scale: { min: 3, max: 20, cpuPercent: 65 },
});
