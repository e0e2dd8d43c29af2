import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { cancelErasure, type Erasure, requestErasure, showErasure } from './erasure-routes';
import { Erasures } from './erasures';

@Controller()
export class ErasureController {
  constructor(private readonly erasures: Erasures) {}

  @Route(requestErasure)
  request(request: RequestOf<typeof requestErasure>): Promise<Erasure> {
    return this.erasures.request(request);
  }

  @Route(cancelErasure)
  cancel(request: RequestOf<typeof cancelErasure>): Promise<void> {
    return this.erasures.cancel(request);
  }

  @Route(showErasure)
  show(request: RequestOf<typeof showErasure>): Promise<AnswerOf<typeof showErasure>> {
    return this.erasures.show(request, request.params.id);
  }
}
