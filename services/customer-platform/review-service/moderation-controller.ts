import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Moderation } from './moderation';
import { approveReview, listQueue, rejectReview } from './moderation-routes';
import { reportReview, takeVoteBack, voteHelpful } from './opinion-routes';
import { Opinions } from './opinions';
import type { Review } from './routes';

@Controller()
export class ModerationController {
  constructor(
    private readonly moderation: Moderation,
    private readonly opinions: Opinions,
  ) {}

  @Route(voteHelpful)
  vote(request: RequestOf<typeof voteHelpful>): Promise<AnswerOf<typeof voteHelpful>> {
    return this.opinions.vote(request);
  }

  @Route(takeVoteBack)
  takeVoteBack(request: RequestOf<typeof takeVoteBack>): Promise<void> {
    return this.opinions.takeVoteBack(request);
  }

  @Route(reportReview)
  report(request: RequestOf<typeof reportReview>): Promise<void> {
    return this.opinions.report(request);
  }

  @Route(listQueue)
  queue(request: RequestOf<typeof listQueue>): Promise<AnswerOf<typeof listQueue>> {
    return this.moderation.queue(request);
  }

  @Route(approveReview)
  approve(request: RequestOf<typeof approveReview>): Promise<Review> {
    return this.moderation.approve(request);
  }

  @Route(rejectReview)
  reject(request: RequestOf<typeof rejectReview>): Promise<Review> {
    return this.moderation.reject(request);
  }
}
