import { ServiceModule } from '#kit';
import { CatalogueEvents } from './catalogue-events';
import { CatalogueExport } from './catalogue-export';
import { Clicks } from './clicks';
import { SearchController } from './controller';
import { DailySaltRow, DocumentRow, LatestReindexRow, QueryStatRow, RecentQueryRow, SuggestionRow, SynonymRow } from './entities';
import { Hits } from './hits';
import { Matching } from './matching';
import { CreateDocuments1763700000000 } from './migrations/1763700000000-create-documents';
import { QueryLog } from './query-log';
import { Reindex } from './reindex';
import { Reindexes } from './reindexes';
import { Retention } from './retention';
import { Searches } from './searches';
import { Sessions } from './sessions';
import { Suggestions } from './suggestions';
import { Synonyms } from './synonyms';

@ServiceModule({
  entities: [DailySaltRow, DocumentRow, LatestReindexRow, QueryStatRow, RecentQueryRow, SuggestionRow, SynonymRow],
  migrations: [CreateDocuments1763700000000],
  controllers: [SearchController],
  providers: [
    ...[CatalogueEvents, CatalogueExport, Clicks, Hits, Matching, QueryLog, Reindex, Reindexes],
    ...[Retention, Searches, Sessions, Suggestions, Synonyms],
  ],
})
export class SearchModule {}
