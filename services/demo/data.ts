// npm run demo:data: fills the shop that runs, always with the same things; a second time it changes nothing.
import { createHash } from 'node:crypto';
import { adjectives, categories, nouns, opinions, sellers } from './catalogue';
import { type Shop, until } from './shop';
import { chapter, check, note, runDemo, type Stage } from './telling';

const [productCount, skusEach, buyers, atOnce] = [200, 3, 6, 8];
const sizes = ['S', 'M', 'L'];
const seed = process.env.DEMO_SEED ?? '42';

/** A whole number below `most` that is always the same for the same words. */
const pick = (most: number, ...words: readonly (string | number)[]): number =>
  createHash('sha256')
    .update([seed, ...words].join('/'))
    .digest()
    .readUInt32BE() % most;

const oneOf = (list: readonly string[], ...words: readonly (string | number)[]): string => list[pick(list.length, ...words)] ?? '';

/** The same for the same words, so that a request which is sent again is known. */
const keyOf = (...words: readonly (string | number)[]): string => `demo-data-${seed}-${words.join('-')}`;

/** Does something with each, some at the same time. */
const each = async <Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> => {
  const open = [...items];
  const one = async (): Promise<void> => {
    for (let item = open.shift(); item !== undefined; item = open.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
};

const makeCategories = async (shop: Shop, office: string): Promise<Map<string, string>> => {
  const known = await shop.must('GET', '/products/categories');
  const ids = new Map<string, string>(known.body.data.map(({ slug, id }: { slug: string; id: string }) => [slug, id]));
  for (const name of categories.filter((name) => !ids.has(name.toLowerCase()))) {
    const { body } = await shop.must('POST', '/products/categories', { token: office, body: { name, slug: name.toLowerCase() } });
    ids.set(body.slug, body.id);
  }
  return ids;
};

interface Made {
  readonly productId: string;
  readonly skus: readonly string[];
}

const makeProduct = async (shop: Shop, office: string, number: number, ids: ReadonlyMap<string, string>): Promise<Made> => {
  const category = categories[number % categories.length] ?? '';
  const noun = oneOf(nouns[category] ?? [], 'noun', number);
  const name = `${oneOf(adjectives, 'adjective', number)} ${noun}`;
  const slug = `${name.toLowerCase().replaceAll(' ', '-')}-${number}`;
  const skus = sizes
    .slice(0, skusEach)
    .map((size) => `${noun.slice(0, 4).toUpperCase().trim()}-${String(number).padStart(3, '0')}-${size}`);
  const there = await shop.send('GET', `/products/by-slug/${slug}`, { token: office });
  if (there.status === 200) return { productId: there.body.productId, skus };
  const categoryId = ids.get(category.toLowerCase());
  const maker = oneOf(sellers, 'seller', number);
  const body = { name, slug, description: `${name} by ${maker}, made to last.`, categoryId, attributes: { maker } };
  const draft = await shop.must('POST', '/products', { token: office, key: keyOf('product', number), body });
  const { productId } = draft.body;
  let etag = (await shop.must('GET', `/products/${productId}`, { token: office })).headers.get('etag') ?? '';
  const price = 500 + 50 * pick(200, 'price', number);
  for (const [index, sku] of skus.entries()) {
    const variant = {
      options: { size: sizes[index] },
      price: { amount: price + 200 * index, currency: 'EUR' },
      weightGrams: 300,
      active: true,
    };
    const put = await shop.must('PUT', `/products/${productId}/variants/${sku}`, { token: office, ifMatch: etag, body: variant });
    etag = put.headers.get('etag') ?? '';
  }
  await shop.must('POST', `/products/${productId}/publish`, { token: office });
  for (const sku of skus) await shop.receive(office, sku, 20 + pick(180, 'stock', sku));
  return { productId, skus };
};

/** Buyers get what they ordered, and say what they think of it. */
const makeReviews = async (shop: Shop, office: string, products: readonly Made[]): Promise<number> => {
  let reviews = 0;
  const customers = Array.from({ length: buyers }, (_, buyer) => buyer);
  await each(customers, async (buyer) => {
    const { token } = await shop.customer();
    const { productId, skus } = products[pick(products.length, 'bought', buyer)] ?? { productId: '', skus: [] };
    const { id } = await shop.place(token, skus[0] ?? '', { quantity: 1 });
    const { status } = await shop.orderWhen(token, id, ['confirmed', 'cancelled'], 60);
    if (status === 'cancelled') return;
    await shop.must('POST', `/orders/${id}/ship`, { token: office, body: { carrier: 'DHL' } });
    await shop.must('POST', `/orders/${id}/deliver`, { token: office });
    const [title, text] = opinions[pick(opinions.length, 'opinion', buyer)] ?? ['', ''];
    const body = { productId, rating: 3 + pick(3, 'stars', buyer), title, text };
    await until(
      'the review to be taken',
      async () => (await shop.send('POST', '/reviews', { token, key: keyOf('review', id), body })).status < 400,
    );
    reviews += 1;
  });
  return reviews;
};

const story = async ({ shop }: Stage): Promise<void> => {
  chapter(`The shop is filled (DEMO_SEED=${seed})`);
  const office = await shop.backOffice();
  const ids = await makeCategories(shop, office);
  const numbers = Array.from({ length: productCount }, (_, index) => index);
  const before = (await shop.must('GET', '/search?limit=1')).body.data.length;
  const made: Made[] = [];
  await each(numbers, async (number) => void made.push(await makeProduct(shop, office, number, ids)));
  check(
    made.length === productCount,
    `${categories.length} categories, ${made.length} products with ${made.length * skusEach} articles and their stock`,
  );
  if (before > 0) return note('buyers and their reviews are there from an earlier time');
  const products = made.toSorted((one, other) => one.productId.localeCompare(other.productId));
  const reviews = await makeReviews(shop, office, products);
  check(reviews === buyers, `${reviews} buyers with a delivered order and a review each`);
};

void runDemo({ name: 'demo:data', purpose: 'Fills the shop that runs with products, stock, buyers and reviews.', guest: true, story });
