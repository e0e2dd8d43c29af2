import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Recovery } from './recovery';
import { Registration } from './registration';
import { changeEmail, changePassword, forgotPassword, resetPassword, signUp, signUpForOldClients, verifyEmail } from './routes';

@Controller()
export class AccountController {
  constructor(
    private readonly registration: Registration,
    private readonly recovery: Recovery,
  ) {}

  @Route(signUp)
  signUp(request: RequestOf<typeof signUp>): Promise<AnswerOf<typeof signUp>> {
    return this.registration.signUp(request);
  }

  @Route(signUpForOldClients)
  signUpForOldClients(request: RequestOf<typeof signUpForOldClients>): Promise<AnswerOf<typeof signUpForOldClients>> {
    return this.registration.signUp(request);
  }

  @Route(verifyEmail)
  verifyEmail(request: RequestOf<typeof verifyEmail>): Promise<void> {
    return this.registration.verify(request);
  }

  @Route(forgotPassword)
  forgotPassword(request: RequestOf<typeof forgotPassword>): Promise<AnswerOf<typeof forgotPassword>> {
    return this.recovery.forgot(request);
  }

  @Route(resetPassword)
  resetPassword(request: RequestOf<typeof resetPassword>): Promise<void> {
    return this.recovery.reset(request);
  }

  @Route(changePassword)
  changePassword(request: RequestOf<typeof changePassword>): Promise<void> {
    return this.recovery.changePassword(request);
  }

  @Route(changeEmail)
  changeEmail(request: RequestOf<typeof changeEmail>): Promise<AnswerOf<typeof changeEmail>> {
    return this.recovery.changeEmail(request);
  }
}
