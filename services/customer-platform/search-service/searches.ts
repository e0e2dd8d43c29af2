import { Injectable } from '@nestjs/common';
import { v7 } from 'uuid';
import { type AnswerOf, Metrics, type RequestOf } from '#kit';
import { cursorAt, type Instead, type Place, placeOf } from './cursors';
import { type Found, Hits } from './hits';
import { Matching, normalised } from './matching';
import { QueryLog } from './query-log';
import type { searchProducts } from './routes';

type Search = RequestOf<typeof searchProducts>;

interface Outcome extends Found {
  readonly instead: Instead | null;
}

/** The search of products. */
@Injectable()
export class Searches {
  private readonly queries;
  private readonly seconds;

  constructor(
    metrics: Metrics,
    private readonly matching: Matching,
    private readonly hits: Hits,
    private readonly log: QueryLog,
  ) {
    this.queries = metrics.counter('search_queries_total', 'Searches, by whether they found nothing.', ['zero']);
    this.seconds = metrics.histogram('search_seconds', 'Time that searches took.');
  }

  async search(request: Search): Promise<AnswerOf<typeof searchProducts>> {
    const { query } = request;
    const started = performance.now();
    const after = placeOf(query);
    const { hits, results, facets, instead } = after ? await this.next(request, after) : await this.first(request);
    const tookMs = Math.round(performance.now() - started);
    const queryId = after?.queryId ?? v7();
    this.seconds.observe({}, tookMs / 1000);
    if (after === undefined) {
      this.queries.add({ zero: String(results === 0) });
      await this.log.record(request, { queryId, normalised: normalised(query.q ?? ''), results, tookMs });
    }
    const shown = hits.slice(0, query.limit);
    const last = hits.length > query.limit ? shown.at(-1) : undefined;
    const nextCursor = last ? cursorAt({ key: last.key, productId: last.hit.productId, queryId, instead }, query) : null;
    return {
      data: shown.map(({ hit }) => hit),
      page: { nextCursor, limit: query.limit },
      ...{ facets, queryId },
      ...(instead?.by === 'corrected' && { correctedQuery: instead.text }),
    };
  }

  private async next(request: Search, after: Place): Promise<Outcome> {
    const match = await this.matching.match(request, request.query.q ?? '', after.instead);
    return { ...(await this.hits.find(request, match, request.query, after)), instead: after.instead };
  }

  /** The first page; where nothing is called as the caller says, that of what was probably meant. */
  private async first(request: Search): Promise<Outcome> {
    const { q = '' } = request.query;
    const match = await this.matching.match(request, q);
    const found = await this.hits.find(request, match, request.query, undefined);
    if (found.results > 0 || match.by !== 'words') return { ...found, instead: null };
    const instead = await this.matching.instead(request, q, match);
    if (instead === null) return { ...found, instead };
    const second = await this.hits.find(request, await this.matching.match(request, q, instead), request.query, undefined);
    return second.results > 0 ? { ...second, instead } : { ...found, instead: null };
  }
}
