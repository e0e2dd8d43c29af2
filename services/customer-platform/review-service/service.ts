import { defineService } from '#model';
import { orders } from '#platform/topics/order';
import { completions } from '#platform/topics/privacy';
import { products } from '#platform/topics/product';
import { reviews } from '#platform/topics/review';
import { erasures } from '#platform/topics/user';

export default defineService({
  purpose: 'Takes ratings and reviews from people who bought the product, and shows them once they are moderated.',
  owner: 'catalog',
  tier: 'standard',
  http: { port: 8009, path: '/reviews', exposure: 'public' },
  produces: [reviews.published, reviews.removed, completions.completed],
  consumes: [orders.delivered, products.retired, erasures.requested],
  database: 'postgresql',
  size: { cpu: '100m', memory: '384Mi' },
  scale: { min: 2, max: 8, cpuPercent: 65 },
});
