import { Controller } from '@nestjs/common';
import { type AnswerOf, notFound, type RequestOf, Route } from '#kit';
import { Profiles } from './profiles';
import { changeMe, changeUser, deactivateUser, getMe, getStatus, getUser, inviteUser, listUsers, type Profile } from './routes';

@Controller()
export class UserController {
  constructor(private readonly profiles: Profiles) {}

  @Route(getMe)
  me(request: RequestOf<typeof getMe>): Promise<Profile> {
    return this.profiles.own(request, request.caller.subject);
  }

  @Route(changeMe)
  changeMe(request: RequestOf<typeof changeMe>): Promise<Profile> {
    return this.profiles.change(request, request.caller.subject, request.expectedVersion, request.body);
  }

  @Route(listUsers)
  list(request: RequestOf<typeof listUsers>): Promise<AnswerOf<typeof listUsers>> {
    return this.profiles.list(request);
  }

  @Route(getUser)
  async get(request: RequestOf<typeof getUser>): Promise<Profile> {
    const profile = await this.profiles.find(request, request.params.id);
    if (profile === undefined) throw notFound();
    return profile;
  }

  @Route(inviteUser)
  invite(request: RequestOf<typeof inviteUser>): Promise<Profile> {
    return this.profiles.invite(request);
  }

  @Route(changeUser)
  change(request: RequestOf<typeof changeUser>): Promise<Profile> {
    return this.profiles.change(request, request.params.id, request.expectedVersion, request.body);
  }

  @Route(deactivateUser)
  deactivate(request: RequestOf<typeof deactivateUser>): Promise<void> {
    return this.profiles.deactivate(request, request.params.id);
  }

  @Route(getStatus)
  status(request: RequestOf<typeof getStatus>): Promise<AnswerOf<typeof getStatus>> {
    return this.profiles.status(request, request.params.id);
  }
}
