import { DataSource } from 'typeorm';
import { v7 } from 'uuid';
import { testDatabase } from '#kit/testing';
import * as entities from './entities';
import { CreateProducts1763700000000 } from './migrations/1763700000000-create-products';
import { TellOthers1763800000000 } from './migrations/1763800000000-tell-others';

let source: DataSource;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await testDatabase();
  drop = async () => void (await database.drop());
  source = await new DataSource({ type: 'postgres', url: database.url, entities: Object.values(entities) }).initialize();
});

afterAll(async () => {
  await source?.destroy();
  await drop?.();
});

test('products that were there before are told where their categories are', async () => {
  const runner = source.createQueryRunner();
  await new CreateProducts1763700000000().up(runner);
  const [root, leaf] = [v7(), v7()];
  await runner.query(
    "INSERT INTO categories (id, parent_id, name, slug) VALUES ($1, NULL, 'Kitchen', 'kitchen'), ($2, $1, 'Cups', 'cups')",
    [root, leaf],
  );
  await runner.query(
    "INSERT INTO products (id, seller_id, name, slug, description, category_id, attributes) VALUES ($1, 'x', 'x', 'x', '', $2, '{}')",
    [v7(), leaf],
  );
  await new TellOthers1763800000000().up(runner);
  expect(await runner.query('SELECT path FROM categories ORDER BY slug DESC')).toEqual([
    { path: ['Kitchen'] },
    { path: ['Kitchen', 'Cups'] },
  ]);
  expect(await runner.query('SELECT category_path, rating_average, rating_count FROM products')).toEqual([
    { category_path: ['Kitchen', 'Cups'], rating_average: '0.00', rating_count: 0 },
  ]);
  await runner.release();
});

test('entities say what the migrations make', async () => {
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  // Checks stand in the migrations alone.
  expect(upQueries.map(({ query }) => query).filter((query) => !/DROP CONSTRAINT "\w+_check"/.test(query))).toEqual([]);
});
