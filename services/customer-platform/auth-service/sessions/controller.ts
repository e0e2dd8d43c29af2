import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { Rotation } from './rotation';
import { endSession, listSessions, logIn, logInForOldClients, logOut, type Pair, refresh } from './routes';
import { Sessions } from './sessions';
import { SignIn } from './sign-in';

@Controller()
export class SessionController {
  constructor(
    private readonly signIn: SignIn,
    private readonly rotation: Rotation,
    private readonly sessions: Sessions,
  ) {}

  @Route(logIn)
  logIn(request: RequestOf<typeof logIn>): Promise<Pair> {
    return this.signIn.logIn(request);
  }

  @Route(logInForOldClients)
  logInForOldClients(request: RequestOf<typeof logInForOldClients>): Promise<Pair> {
    return this.signIn.logIn(request);
  }

  @Route(refresh)
  refresh(request: RequestOf<typeof refresh>): Promise<Pair> {
    return this.rotation.refresh(request);
  }

  @Route(logOut)
  logOut(request: RequestOf<typeof logOut>): Promise<void> {
    return this.sessions.logOut(request);
  }

  @Route(listSessions)
  list(request: RequestOf<typeof listSessions>): Promise<AnswerOf<typeof listSessions>> {
    return this.sessions.list(request);
  }

  @Route(endSession)
  end(request: RequestOf<typeof endSession>): Promise<void> {
    return this.sessions.end(request);
  }
}
