import { Injectable } from '@nestjs/common';
import { type Caller, type Context, Metrics, Problem } from '#kit';
import { WriteKeys } from './write-keys';

interface Asked extends Context {
  readonly caller?: Caller;
  header(name: string): string | undefined;
}

/** Who uses the service: people, another service, or a shop by its write key. */
@Injectable()
export class Clients {
  private readonly usage;

  constructor(
    private readonly keys: WriteKeys,
    metrics: Metrics,
  ) {
    this.usage = metrics.counter<'client'>('analytics_api_usage_total', 'Requests by who sent them: people, a service or a write key.', [
      'client',
    ]);
  }

  /** Counts a request of somebody who is signed in. */
  count({ isService, subject }: Caller): void {
    this.usage.add({ client: isService ? subject.replace(/^svc:/, '') : 'people' });
  }

  /** Lets those in who are signed in or have a write key, and counts them; gives the person, if it is one. */
  async admit(request: Asked): Promise<string | null> {
    const { caller } = request;
    if (caller) {
      this.count(caller);
      return caller.isService ? null : caller.subject;
    }
    const key = request.header('x-write-key');
    const owner = key && (await this.keys.ownerOf(request, key));
    if (!owner) throw new Problem(401, 'bad-write-key', 'send a write key that is good in x-write-key, or sign in');
    this.usage.add({ client: owner });
    return null;
  }
}
