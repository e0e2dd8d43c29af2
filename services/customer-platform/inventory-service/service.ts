import { defineService } from '#model';
import { alerts, replenishments, reservations, stock } from '#platform/topics/inventory';
import { orders, sagas } from '#platform/topics/order';
import { products } from '#platform/topics/product';

export default defineService({
  purpose: 'Knows the stock of each article in each warehouse, and holds it for orders.',
  owner: 'checkout',
  tier: 'critical',
  http: { port: 8006, path: '/inventory', exposure: 'public' },
  calls: ['order-service'],
  scopes: ['orders:read'],
  produces: [
    ...[reservations.reserved, reservations.rejected, reservations.released],
    ...[stock.changed, alerts.lowStock, replenishments.changed],
  ],
  consumes: [
    ...[sagas.stockReserveRequested, sagas.stockCommitRequested, sagas.stockReleaseRequested, orders.shipped, orders.refunded],
    ...[products.created, products.updated, products.retired],
  ],
  database: 'postgresql',
  size: { cpu: '250m', memory: '512Mi' },
  scale: { min: 3, max: 12 },
});
