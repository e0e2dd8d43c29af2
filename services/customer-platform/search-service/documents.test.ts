import { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import { DataSource } from 'typeorm';
import { v7 } from 'uuid';
import { testDatabase } from '#kit/testing';
import { products } from '#platform/topics/product';
import * as entities from './entities';
import { statement } from './hits';
import { CreateDocuments1763700000000 } from './migrations/1763700000000-create-documents';
import { type SearchUnderTest, snapshot, startSearch } from './testing';

let shop: SearchUnderTest;

beforeAll(async () => {
  shop = await startSearch();
});

afterAll(() => shop?.stop());

const shownOf = async (productId: string) =>
  (
    await shop.sql<{ name: string; price_minor: string; in_stock: boolean; rating: string; popularity: number; status: string }>(
      'SELECT name, price_minor, in_stock, rating, popularity, status FROM documents WHERE product_id = $1',
      [productId],
    )
  )[0];

/** Every order of some things. */
const orders = <Each>(all: readonly Each[]): Each[][] =>
  all.length < 2 ? [[...all]] : all.flatMap((each, at) => orders(all.filter((_, other) => other !== at)).map((rest) => [each, ...rest]));

describe('search I2', () => {
  test('price changed twice, events swapped: the newest price is shown', async () => {
    const product = snapshot();
    await shop.product(product);
    await shop.price(product.productId, 800, 3);
    await shop.price(product.productId, 900, 2);
    expect(await shownOf(product.productId)).toMatchObject({ price_minor: '800' });
  });

  test('of a price and a snapshot the newer counts, whichever comes first', async () => {
    const [late, lost] = [snapshot(), snapshot()];
    await shop.update(snapshot({ productId: late.productId, price: 700 }), 4);
    await shop.price(late.productId, 800, 3);
    expect(await shownOf(late.productId)).toMatchObject({ price_minor: '700' });
    await shop.price(late.productId, 650, 5);
    expect(await shownOf(late.productId)).toMatchObject({ price_minor: '650' });
    // The event of the third version's price never came.
    await shop.price(lost.productId, 800, 2);
    await shop.update(snapshot({ productId: lost.productId, price: 900 }), 3);
    expect(await shownOf(lost.productId)).toMatchObject({ price_minor: '900' });
  });

  test('prices of two skus do not hide each other', async () => {
    const product = snapshot();
    const [first] = product.variants;
    const variants = [...product.variants, { sku: 'OTHER', options: {}, price: { amount: 1200, currency: 'EUR' }, active: true }];
    await shop.product({ ...product, variants });
    await shop.price(product.productId, 700, 3, 'OTHER');
    await shop.price(product.productId, 600, 2, first?.sku);
    expect(await shownOf(product.productId)).toMatchObject({ price_minor: '600' });
    const price = { amount: 700, currency: 'EUR' };
    await shop.update({ ...product, variants: variants.map((each) => ({ ...each, price, active: each.sku === 'OTHER' })) }, 4);
    expect(await shownOf(product.productId)).toMatchObject({ price_minor: '700' });
  });

  test('stock of two skus, each with versions of its own', async () => {
    const product = snapshot();
    await shop.product({
      ...product,
      variants: [...product.variants, { sku: 'OTHER', options: {}, price: { amount: 1200, currency: 'EUR' }, active: true }],
    });
    const { productId } = product;
    await shop.stock(productId, 0, 9);
    await shop.stock(productId, 4, 2, 'OTHER');
    expect(await shownOf(productId)).toMatchObject({ in_stock: true });
    await shop.stock(productId, 7, 8);
    await shop.stock(productId, 0, 3, 'OTHER');
    expect(await shownOf(productId)).toMatchObject({ in_stock: false });
  });

  test('some orders of all sources, each told twice, gives the same document', async () => {
    const productIds: string[] = [];
    const tell = async (order: readonly number[]): Promise<void> => {
      const product = snapshot({ name: 'Lamp' });
      const { productId } = product;
      productIds.push(productId);
      const events = [
        () => shop.product(product, 1),
        () => shop.update({ ...product, name: 'Desk lamp', ratingAverage: 1, ratingCount: 1 }, 2),
        () => shop.price(productId, 555, 3),
        () => shop.stock(productId, 3, 2),
        () => shop.unrate(productId, 4.25, 8, 2),
      ];
      for (const at of order) await events[at]?.();
      for (const at of order) await events[at]?.();
    };
    for (const [at, order] of orders([0, 1, 2, 3, 4]).entries()) if (at % 11 === 0) await tell(order);
    const seen = [];
    for (const productId of productIds) seen.push(await shownOf(productId));
    expect(new Set(seen.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(seen[0]).toEqual({ name: 'Desk lamp', price_minor: '555', in_stock: true, rating: '4.25', popularity: 8, status: 'active' });
  });

  test.each(orders(['create', 'update', 'retire']))('search I1: %s, %s, %s ends retired', async (...order) => {
    const product = snapshot({ name: 'Astrolabe' });
    const events = {
      create: () => shop.product(product),
      update: () => shop.update(product, 2),
      retire: () => shop.retire(product.productId, 3),
    };
    for (const each of order) await events[each as keyof typeof events]();
    expect([(await shownOf(product.productId))?.status, await shop.names({ q: 'astrolabe' })]).toEqual(['retired', []]);
  });

  test('sources that tell of one new product at once lose nothing', async () => {
    for (let round = 0; round < 5; round++) {
      const product = snapshot();
      const { productId } = product;
      await Promise.all([shop.product(product), shop.price(productId, 444, 2), shop.stock(productId, 1, 1), shop.rate(productId, 5, 1, 1)]);
      expect(await shownOf(productId)).toMatchObject({ name: 'Blue mug', price_minor: '444', in_stock: true, popularity: 1 });
    }
  });

  test('skus that are named like properties of objects are skus', async () => {
    const product = snapshot();
    const { productId } = product;
    const variants = ['constructor', '__proto__', 'toString'].map((sku) => ({ ...product.variants[0], sku, options: {}, active: true }));
    await shop.product({ ...product, variants: variants as typeof product.variants });
    await shop.price(productId, 321, 2, 'toString');
    await shop.stock(productId, 1, 1, 'constructor');
    expect(await shownOf(productId)).toMatchObject({ price_minor: '321', in_stock: true });
  });

  test('an event without a version becomes a dead letter', async () => {
    const product = snapshot();
    await shop.deliver(products.created, product);
    expect(await shownOf(product.productId)).toBeUndefined();
    expect(await shop.sql("SELECT error FROM dead_letters WHERE key = $1 AND error LIKE '%no version%'", [product.productId])).toHaveLength(
      1,
    );
  });

  test('what a product costs its seller is not kept', async () => {
    const product = snapshot();
    await shop.product({ ...product, variants: product.variants.map((each) => ({ ...each, cost: { amount: 77_777, currency: 'EUR' } })) });
    const [row] = await shop.sql<{ all: string }>('SELECT d::text AS all FROM documents d WHERE product_id = $1', [product.productId]);
    expect([row?.all.includes('Holds tea'), row?.all.includes('77777')]).toEqual([true, false]);
  });
});

describe('the database', () => {
  test('finds words by the index, among 2,000 documents', async () => {
    const [colours, things] = [
      ['red', 'green', 'blue', 'grey', 'pink', 'teal', 'gold', 'plum'],
      ['lamp', 'table', 'kettle', 'chair', 'bottle', 'radio', 'basket', 'shelf', 'mirror', 'carpet'],
    ];
    const nth = (words: readonly string[], at: number) => words[at % words.length] ?? '';
    const rare = snapshot({ name: 'Theremin' });
    await shop.product(rare);
    await shop.sql(
      `INSERT INTO documents SELECT r.* FROM documents d, unnest($2::text[]) AS n (name), jsonb_populate_record(d, jsonb_build_object(
         'product_id', gen_random_uuid(), 'name', n.name, 'tsv', setweight(to_tsvector('english', n.name), 'A')::text)) AS r
       WHERE d.product_id = $1`,
      [rare.productId, Array.from({ length: 2000 }, (_, at) => `${nth(colours, at)} ${nth(things, at)} ${at}`)],
    );
    await shop.sql('ANALYZE documents');
    const plan = async (where: string): Promise<string> =>
      JSON.stringify(await shop.sql(`EXPLAIN SELECT product_id FROM documents WHERE visible AND ${where}`));
    expect(await plan("tsv @@ websearch_to_tsquery('english', 'theremin')")).toContain('documents_by_words');
    expect(await plan("lower(name) LIKE 'there%'")).toContain('documents_by_name');
    expect(await plan("category_path @> ARRAY['nowhere']")).toContain('documents_by_category');
    // Of so few short names it is as fast to read all; with longer ones, or more, it is not.
    await shop.sql('SET enable_seqscan = off');
    expect(JSON.stringify(await shop.sql("EXPLAIN SELECT 1 FROM documents WHERE 'thermin' <% name"))).toContain('documents_by_trigrams');
    await shop.sql('RESET enable_seqscan');
    expect((await shop.get({ q: 'lamp blue' })).body.facets.category).toEqual([{ value: 'home', count: expect.any(Number) }]);
    expect((await shop.get({ q: 'theramin' })).body.correctedQuery).toBe('theremin');
  });

  test('the statement that searches uses the index too, also when it is planned once for all queries', async () => {
    await shop.sql('SET plan_cache_mode = force_generic_plan');
    await shop.sql(`PREPARE wanted AS ${statement('words', 'relevance')}`);
    const values = ["'theremin'", ...Array(9).fill(null), 21].map((value) =>
      value === null ? 'NULL' : `'${String(value).replace(/'/g, "''")}'`,
    );
    expect(JSON.stringify(await shop.sql(`EXPLAIN EXECUTE wanted (${values})`))).toContain('documents_by_words');
  });

  test('the migration makes what the entities say', async () => {
    const [{ name }] = (await shop.sql('SELECT current_database() AS name')) as [{ name: string }];
    const source = new DataSource({
      ...{ type: 'postgres', url: Object.assign(new URL(process.env.TEST_POSTGRES_URL ?? ''), { pathname: name }).href },
      entities: Object.values(entities),
    });
    await source.initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    // Checks stand in the migrations alone.
    expect(upQueries.map(({ query }) => query).filter((query) => !/DROP CONSTRAINT "(\w+_check|visible_has_price)"/.test(query))).toEqual(
      [],
    );
  });

  test('the migration runs where extensions are not permitted', async () => {
    const database = await testDatabase();
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query(`REVOKE CREATE ON DATABASE ${database.name} FROM CURRENT_USER`);
      await new CreateDocuments1763700000000().up({ query: (sql: string) => client.query(sql) } as unknown as QueryRunner);
      const { rows } = await client.query("SELECT indexname FROM pg_indexes WHERE tablename = 'documents' ORDER BY 1");
      expect(rows.map(({ indexname }) => indexname)).not.toContain('documents_by_trigrams');
      expect(rows).toHaveLength(6);
      expect((await client.query('SELECT extname FROM pg_extension')).rows).toEqual([{ extname: 'plpgsql' }]);
    } finally {
      await client.end();
      await database.drop();
    }
  });
});

test('the lag of the index is measured', async () => {
  await shop.rate(v7(), 5, 1, 1);
  const text = await (await fetch(`${shop.url}/metrics`)).text();
  expect(text).toMatch(/search_index_lag_seconds_count(\{[^}]*\})? [1-9]/);
});
