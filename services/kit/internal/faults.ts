import { Controller } from '@nestjs/common';
import { Faults, faultFlags } from '../faults/faults';
import { type AnswerOf, type RequestOf, Route, route } from '../http/route';

export const setFaults = route({
  method: 'PUT',
  path: '/internal/faults',
  summary: 'Makes this process misbehave, to try out what depends on it; what is not named ends',
  access: ['ops:write'],
  body: faultFlags,
  answer: faultFlags,
});

/** Faults on purpose, where the settings allow them. */
@Controller()
export class FaultsController {
  constructor(private readonly faults: Faults) {}

  @Route(setFaults)
  set(request: RequestOf<typeof setFaults>): AnswerOf<typeof setFaults> {
    this.faults.now = request.body;
    request.log.warn({ audit: 'faults.set', userId: request.caller.subject, faults: request.body }, 'faults set');
    return request.body;
  }
}
