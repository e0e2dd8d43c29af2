import { Injectable } from '@nestjs/common';
import { type Context, Database, type RequestOf } from '#kit';
import type { Place } from './cursors';
import { type Match, startsWith } from './matching';
import type { Facets, Hit, searchProducts } from './routes';

type Query = RequestOf<typeof searchProducts>['query'];

/** One page of what was found. */
export interface Found {
  /** One more than the page holds where another follows. */
  readonly hits: readonly { readonly key: string; readonly hit: Hit }[];
  /** How many fit on all pages. */
  readonly results: number;
  readonly facets: Facets;
}

const fits: Readonly<Record<Match['by'], string>> = {
  all: '$1::text IS NULL',
  words: 'tsv @@ $1::tsquery',
  start: 'lower(name) LIKE $1::text',
};

/** The relevance is rounded, so that a cursor holds exactly the number that the database compares. */
const relevance: Readonly<Record<Match['by'], string>> = {
  all: 'boost',
  words: 'round((ts_rank_cd(tsv, $1::tsquery) * boost)::numeric, 6)',
  start: 'boost',
};

const keyOf = (by: Match['by'], sort: Query['sort']): string =>
  ({ relevance: relevance[by], price: '-price_minor', rating: 'rating', newest: '0' })[sort];

/** Lower ends of the ranges of prices, in minor units. */
const bounds = [0, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000];
const [, ...upper] = bounds;

/**
 * Everything that fits is read once, for the facets and the page. Limits on price and rating are marks and no conditions, because a facet
 * also counts what its own limit leaves out. Ids are made in the order of time, so the newest product has the highest.
 */
export const statement = (by: Match['by'], sort: Query['sort']): string => `
  WITH found AS MATERIALIZED (
    SELECT product_id, category_path, price_minor, currency, rating, (${keyOf(by, sort)})::numeric AS key,
      ($5::bigint IS NULL OR price_minor >= $5) AND ($6::bigint IS NULL OR price_minor <= $6) AS priced,
      ($8::numeric IS NULL OR rating >= $8) AS rated
    FROM documents
    WHERE visible AND ${fits[by]} AND ($2::text IS NULL OR category_path @> ARRAY[$2]) AND ($3::text IS NULL OR seller_id = $3)
      AND ($4::text IS NULL OR currency = $4::char(3)) AND ($7::boolean IS NULL OR in_stock = $7)
  ), page AS (
    SELECT product_id, key FROM found
    WHERE priced AND rated AND ($9::numeric IS NULL OR (key, product_id) < ($9, $10::uuid))
    ORDER BY key DESC, product_id DESC LIMIT $11
  )
  SELECT
    (SELECT coalesce(json_agg(json_build_object('key', page.key::text, 'hit', json_build_object(
       'productId', product_id, 'name', d.name, 'slug', d.slug, 'imageUrl', d.image_url, 'categoryPath', d.category_path,
       'sellerId', d.seller_id, 'price', json_build_object('amount', d.price_minor, 'currency', d.currency), 'inStock', d.in_stock,
       'rating', json_build_object('average', d.rating, 'count', d.popularity))) ORDER BY page.key DESC, product_id DESC), '[]')
     FROM page JOIN documents d USING (product_id)) AS hits,
    (SELECT count(*)::int FROM found WHERE priced AND rated) AS results,
    json_build_object(
      'category', (SELECT coalesce(json_agg(json_build_object('value', value, 'count', count) ORDER BY count DESC, value), '[]') FROM (
         SELECT value, count(*) AS count
         FROM found, LATERAL (SELECT category_path[coalesce(array_position(category_path, $2), 0) + 1]) AS below (value)
         WHERE priced AND rated AND value IS NOT NULL GROUP BY value ORDER BY count DESC, value LIMIT 20) c),
      'price', (SELECT coalesce(json_agg(json_build_object('currency', currency, 'from', ('{${bounds}}'::bigint[])[range + 1],
         'to', ('{${upper}}'::bigint[])[range + 1], 'count', count) ORDER BY currency, range), '[]') FROM (
         SELECT currency, width_bucket(price_minor, '{${upper}}'::bigint[]) AS range, count(*) AS count FROM found
         WHERE rated GROUP BY currency, range) p),
      'rating', (SELECT json_agg(json_build_object('from', least, 'count', count) ORDER BY least DESC) FROM (
         SELECT least, count(found.rating) AS count FROM generate_series(1, 4) AS least
         LEFT JOIN found ON priced AND found.rating >= least GROUP BY least) r)
    ) AS facets`;

/** Finds documents. */
@Injectable()
export class Hits {
  constructor(private readonly database: Database) {}

  async find(context: Context, match: Match, query: Query, after: Place | undefined): Promise<Found> {
    const { category, seller, currency, minPrice, maxPrice, inStock, minRating, sort, limit } = query;
    const text = { all: null, words: match.by === 'words' && match.query, start: match.by === 'start' && startsWith(match.text) }[match.by];
    const [found] = await this.database.query<Found>(context, `search_${match.by}_${sort}`, statement(match.by, sort), [
      ...[text, category, seller, currency, minPrice, maxPrice, inStock && inStock === 'true', minRating],
      ...[after?.key, after?.productId, limit + 1],
    ]);
    return found ?? nothing;
  }
}

const nothing: Found = { hits: [], results: 0, facets: { category: [], price: [], rating: [] } };
