import { Controller } from '@nestjs/common';
import { type AnswerOf, type RequestOf, Route } from '#kit';
import { addEndpoint, listEndpoints, removeEndpoint } from './endpoint-routes';
import { Endpoints } from './endpoints';

@Controller()
export class EndpointController {
  constructor(private readonly endpoints: Endpoints) {}

  @Route(addEndpoint)
  add(request: RequestOf<typeof addEndpoint>): Promise<AnswerOf<typeof addEndpoint>> {
    return this.endpoints.add(request);
  }

  @Route(listEndpoints)
  list(request: RequestOf<typeof listEndpoints>): Promise<AnswerOf<typeof listEndpoints>> {
    return this.endpoints.list(request);
  }

  @Route(removeEndpoint)
  remove(request: RequestOf<typeof removeEndpoint>): Promise<void> {
    return this.endpoints.remove(request);
  }
}
