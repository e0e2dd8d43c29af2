import { DataSource } from 'typeorm';
import { testDatabase } from '#kit/testing';
import * as entities from './entities';
import { CreateProfiles1763700000000 } from './migrations/1763700000000-create-profiles';
import { AddExports1763800000000 } from './migrations/1763800000000-add-exports';

test('entities say what the migrations make', async () => {
  const { url, drop } = await testDatabase();
  const source = await new DataSource({ type: 'postgres', url, entities: Object.values(entities) }).initialize();
  try {
    const runner = source.createQueryRunner();
    for (const Migration of [CreateProfiles1763700000000, AddExports1763800000000]) await new Migration().up(runner);
    await runner.release();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    // Checks stand in the migrations alone.
    expect(upQueries.map(({ query }) => query).filter((query) => !/DROP CONSTRAINT "\w+_check"/.test(query))).toEqual([]);
  } finally {
    await source.destroy();
    await drop();
  }
});
