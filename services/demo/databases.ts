import { Client } from 'pg';
import type { OwnPlatform } from './own-platform';

/** The services that have a database. */
export const services: readonly string[] = [
  ...['auth', 'user', 'product', 'order', 'payment', 'inventory', 'notification', 'search', 'review', 'analytics'],
].map((name) => `${name}-service`);

/** Asks the database of a service, with its own role. */
export const ask = async <Row>(platform: OwnPlatform, service: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> => {
  const client = new Client({ connectionString: platform.database(service), ssl: false });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows as Row[];
  } finally {
    await client.end();
  }
};
