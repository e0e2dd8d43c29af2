import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { beginTotp, confirmTotp, removeTotp } from './routes';
import { SecondFactor } from './second-factor';

@Controller()
export class SecondFactorController {
  constructor(private readonly secondFactor: SecondFactor) {}

  @Route(beginTotp)
  begin(request: RequestOf<typeof beginTotp>): Promise<AnswerOf<typeof beginTotp>> {
    return this.secondFactor.begin(request);
  }

  @Route(confirmTotp)
  confirm(request: RequestOf<typeof confirmTotp>): Promise<void> {
    return this.secondFactor.confirm(request);
  }

  @Route(removeTotp)
  remove(request: RequestOf<typeof removeTotp>): Promise<void> {
    return this.secondFactor.remove(request);
  }
}
