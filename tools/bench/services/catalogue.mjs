// The catalogue for the bench: its own database, some products on the shelf, and servers of product-service.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { scratch } from './processes.mjs';

export const catalogueService = 'services/customer-platform/product-service';

/** Settings of product-service, besides those of every service. */
export const catalogueSettings = (variables, databaseUrl) => ({
  ...variables,
  SERVICE_NAME: catalogueService.split('/').at(-1),
  DATABASE_URL: databaseUrl,
  REDIS_URL: 'memory:',
  BUCKET_IMAGES: `file://${join(scratch, 'images')}`,
  OBJECTS_SIGNING_KEY: Buffer.alloc(32).toString('base64'),
});

/** Puts products on the shelf through the service itself; gives their ids. */
export const fillShelf = async ({ port }, token, count = 50) => {
  const send = async (method, path, body, headers = {}) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
        'idempotency-key': randomUUID(),
        ...headers,
      },
      body: body && JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? {} : answer.json();
  };
  for (let tries = 0; tries < 100 && !(await fetch(`http://127.0.0.1:${port}/health/ready`)).ok; tries++) await pause(50);
  const { id, categoryId = id } = await send('POST', '/products/categories', { name: 'Mugs', slug: 'mugs' });
  const ids = [];
  for (let at = 0; at < count; at++) {
    const { productId } = await send('POST', '/products', { name: `Mug ${at}`, description: 'Survives a fall.', categoryId });
    const variant = { options: { size: '300 ml' }, price: { amount: 1450, currency: 'EUR' }, weightGrams: 250, active: true };
    await send('PUT', `/products/${productId}/variants/MUG-${at}`, variant, { 'if-match': '"1"' });
    await send('POST', `/products/${productId}/publish`);
    ids.push(productId);
  }
  return ids;
};
