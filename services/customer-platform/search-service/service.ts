import { defineService } from '#model';
import { stock } from '#platform/topics/inventory';
import { prices, products } from '#platform/topics/product';
import { reviews } from '#platform/topics/review';
import { queries } from '#platform/topics/search';

export default defineService({
  purpose: 'Finds products by words, with facets, suggestions and tolerance for typing errors.',
  owner: 'catalog',
  tier: 'standard',
  http: { port: 8008, path: '/search', exposure: 'public' },
  calls: ['product-service'],
  scopes: ['products:export'],
  produces: [queries.executed],
  consumes: [products.created, products.updated, products.retired, prices.changed, stock.changed, reviews.published, reviews.removed],
  database: 'postgresql',
  size: { cpu: '250m', memory: '512Mi' },
  scale: { min: 2, max: 10, cpuPercent: 65 },
});
