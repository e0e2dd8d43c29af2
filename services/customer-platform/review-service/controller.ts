import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { PublishedReviews } from './published-reviews';
import { Reviews } from './reviews';
import { changeReview, createReview, getReview, listReviews, type Review, removeReview, summarize } from './routes';

@Controller()
export class ReviewController {
  constructor(
    private readonly reviews: Reviews,
    private readonly published: PublishedReviews,
  ) {}

  @Route(createReview)
  create(request: RequestOf<typeof createReview>): Promise<Review> {
    return this.reviews.create(request);
  }

  @Route(listReviews)
  list(request: RequestOf<typeof listReviews>): Promise<AnswerOf<typeof listReviews>> {
    return this.published.list(request);
  }

  @Route(summarize)
  summary(request: RequestOf<typeof summarize>): Promise<AnswerOf<typeof summarize>> {
    return this.published.summary(request);
  }

  @Route(getReview)
  get(request: RequestOf<typeof getReview>): Promise<Review> {
    return this.reviews.find(request);
  }

  @Route(changeReview)
  change(request: RequestOf<typeof changeReview>): Promise<Review> {
    return this.reviews.change(request);
  }

  @Route(removeReview)
  remove(request: RequestOf<typeof removeReview>): Promise<void> {
    return this.reviews.remove(request);
  }
}
