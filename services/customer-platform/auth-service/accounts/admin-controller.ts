import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { changeRoles, getAccount, lockAccount, unlockAccount } from './admin-routes';
import { Administration } from './administration';

@Controller()
export class AdminController {
  constructor(private readonly administration: Administration) {}

  @Route(getAccount)
  get(request: RequestOf<typeof getAccount>): Promise<AnswerOf<typeof getAccount>> {
    return this.administration.get(request);
  }

  @Route(changeRoles)
  changeRoles(request: RequestOf<typeof changeRoles>): Promise<AnswerOf<typeof changeRoles>> {
    return this.administration.changeRoles(request);
  }

  @Route(lockAccount)
  lock(request: RequestOf<typeof lockAccount>): Promise<AnswerOf<typeof lockAccount>> {
    return this.administration.lock(request);
  }

  @Route(unlockAccount)
  unlock(request: RequestOf<typeof unlockAccount>): Promise<AnswerOf<typeof unlockAccount>> {
    return this.administration.unlock(request);
  }
}
