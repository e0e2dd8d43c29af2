import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Clicks } from './clicks';
import { Reindexes } from './reindexes';
import { click, getReindex, putSynonyms, type Reindex, searchProducts, startReindex, suggest } from './routes';
import { Searches } from './searches';
import { Suggestions } from './suggestions';
import { Synonyms } from './synonyms';

@Controller()
export class SearchController {
  constructor(
    private readonly searches: Searches,
    private readonly suggestions: Suggestions,
    private readonly clicks: Clicks,
    private readonly synonyms: Synonyms,
    private readonly reindexes: Reindexes,
  ) {}

  @Route(searchProducts)
  search(request: RequestOf<typeof searchProducts>): Promise<AnswerOf<typeof searchProducts>> {
    return this.searches.search(request);
  }

  @Route(suggest)
  suggest(request: RequestOf<typeof suggest>): Promise<AnswerOf<typeof suggest>> {
    return this.suggestions.complete(request);
  }

  @Route(click)
  click(request: RequestOf<typeof click>): Promise<void> {
    return this.clicks.take(request);
  }

  @Route(putSynonyms)
  putSynonyms(request: RequestOf<typeof putSynonyms>): Promise<AnswerOf<typeof putSynonyms>> {
    return this.synonyms.replace(request);
  }

  @Route(startReindex)
  startReindex(request: RequestOf<typeof startReindex>): Promise<AnswerOf<typeof startReindex>> {
    return this.reindexes.start(request);
  }

  @Route(getReindex)
  getReindex(request: RequestOf<typeof getReindex>): Promise<Reindex> {
    return this.reindexes.find(request, request.params.id);
  }
}
