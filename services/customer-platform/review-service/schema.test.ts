import { DataSource } from 'typeorm';
import { testDatabase } from '#kit/testing';
import * as entities from './entities';
import { CreateReviews1763700000000 } from './migrations/1763700000000-create-reviews';

test('entities say what the migration makes', async () => {
  const { url, drop } = await testDatabase();
  const source = await new DataSource({ type: 'postgres', url, entities: Object.values(entities) }).initialize();
  try {
    const runner = source.createQueryRunner();
    await new CreateReviews1763700000000().up(runner);
    await runner.release();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    // Checks stand in the migration alone.
    const queries = upQueries.map(({ query }) => query);
    expect(queries.filter((query) => !/DROP CONSTRAINT "(\w+_check|only_pending_reviews_are_due)"/.test(query))).toEqual([]);
  } finally {
    await source.destroy();
    await drop();
  }
});
