import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { replayIfLost, sendProblem } from './answer';
import { sendReplay } from './good-answer';
import { known, notFound, type Problem } from './problem';
import type { ServerOptions } from './server';
import type { Work } from './work';

/** Errors of handlers, and addresses that nobody serves. */
@Catch()
export class Problems implements ExceptionFilter {
  constructor(private readonly options: ServerOptions) {}

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const work = request.work as Work;
    try {
      const replay = await replayIfLost(error, work, this.options.keys);
      if (replay && work.contract) return void sendReplay(reply, work.contract, replay);
      throw error instanceof HttpException && error.getStatus() === 404 ? this.unknown(request) : error;
    } catch (problem) {
      sendProblem(problem, request, reply, this.options.problemBaseUrl);
    }
  }

  private unknown(request: FastifyRequest): Problem {
    const path = request.url.split('?')[0] ?? '';
    const allowed = this.options.contracts.filter((contract) => matches(contract.path, path)).map(({ method }) => method);
    if (allowed.length === 0) return notFound();
    return known('method-not-allowed', `use ${allowed.join(' or ')} here`, { headers: { allow: allowed.join(', ') } });
  }
}

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
