import { ServiceModule } from '#kit';
import { ReviewController } from './controller';
import { ClosedProductRow, ErasedPersonRow, ProductRatingRow, PurchaseRow, ReportRow, ReviewRow, VoteRow } from './entities';
import { CreateReviews1763700000000 } from './migrations/1763700000000-create-reviews';
import { Moderation } from './moderation';
import { ModerationController } from './moderation-controller';
import { Opinions } from './opinions';
import { ReviewPersonalData } from './personal-data';
import { Publication } from './publication';
import { PublishedReviews } from './published-reviews';
import { Purchases } from './purchases';
import { ReviewMetrics } from './review-metrics';
import { Reviews } from './reviews';
import { ReviewSettings } from './settings';

@ServiceModule({
  settings: [ReviewSettings],
  entities: [ReviewRow, PurchaseRow, ClosedProductRow, ErasedPersonRow, VoteRow, ReportRow, ProductRatingRow],
  migrations: [CreateReviews1763700000000],
  controllers: [ReviewController, ModerationController],
  providers: [Moderation, Opinions, Publication, PublishedReviews, Purchases, ReviewMetrics, ReviewPersonalData, Reviews],
})
export class ReviewModule {}
