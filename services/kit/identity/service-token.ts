import * as z from 'zod';
import type { Clock } from '../clock';

/** The service could not get a token to call others with. */
export class ServiceTokenUnavailable extends Error {
  override readonly name = 'ServiceTokenUnavailable';

  constructor(clientId: string, fact: string, options?: ErrorOptions) {
    super(`${clientId}: service-token: ${fact}`, options);
  }
}

export interface ServiceTokensOptions {
  /** Address of the issuer, without path: `http://auth-service:8001`. */
  readonly issuer: string;
  /** Name of the service. */
  readonly clientId: string;
  /** Read for each request, so that a changed secret is used without a restart. */
  readonly secret: () => string;
  /** What the token shall allow. */
  readonly scopes: readonly string[];
  readonly clock: Clock;
  /** @default - the global fetch */
  readonly fetch?: typeof fetch;
}

/** How long before its end a token is no longer used, and twice as long before, a new one is asked for; at most, in milliseconds. */
const margin = 60_000;
/** After a failed request no other is sent for so long, in milliseconds. */
const pause = 1000;
const longestRequestMs = 2000;

const grant = z.object({
  access_token: z.string().min(1),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().positive(),
});

interface Token {
  readonly text: string;
  /** From when on a new one is asked for while this is used; milliseconds since 1970. */
  readonly renewFrom: number;
  /** From when on this one is not used any more. */
  readonly until: number;
}

/**
 * The token with which a service calls others. It is asked for when it is first needed, kept until 60 seconds before its end and renewed
 * in the background in the minute before that, so that calls do not wait. A token that lives shorter than 4 minutes is kept for three
 * quarters of its life. Only one request runs at a time.
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 */
export class ServiceTokens {
  private token: Token | undefined;
  private asking: Promise<string> | undefined;
  private failed: { readonly at: number; readonly error: unknown } | undefined;

  constructor(private readonly options: ServiceTokensOptions) {}

  /**
   * Waits until `deadline`, in milliseconds of `performance.now()`, and rejects with `ServiceTokenUnavailable` then or when the issuer
   * gives no token.
   *
   * @default - a request to the issuer may take 2 seconds
   */
  async get(deadline?: number): Promise<string> {
    const now = this.now();
    const { token } = this;
    if (token && now < token.until) {
      if (now >= token.renewFrom) this.ask().catch(() => undefined); // the next one who needs it will try again
      return token.text;
    }
    return deadline === undefined ? this.ask() : this.within(deadline, this.ask());
  }

  /** Forgets the token after a 401, so that the next call gets a new one. With the refused token given, a newer one stays. */
  invalidate(refused?: string): void {
    if (refused === undefined || this.token?.text === refused) this.token = undefined;
  }

  private ask(): Promise<string> {
    if (this.asking) return this.asking;
    if (this.failed && this.now() - this.failed.at < pause) return Promise.reject(this.failed.error);
    this.asking = this.request().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async request(): Promise<string> {
    try {
      const { access_token: text, expires_in: seconds } = await this.exchange();
      const lifetime = seconds * 1000;
      const early = Math.min(margin, lifetime / 4);
      const end = this.now() + lifetime;
      this.token = { text, renewFrom: end - 2 * early, until: end - early };
      this.failed = undefined;
      return text;
    } catch (error) {
      this.failed = { at: this.now(), error };
      throw error;
    }
  }

  private async exchange(): Promise<z.infer<typeof grant>> {
    const { clientId, issuer, fetch: send = fetch } = this.options;
    const [status, body] = await send(`${issuer.replace(/\/$/, '')}/auth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${this.credentials()}`, accept: 'application/json' },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: this.options.scopes.join(' ') }),
      redirect: 'error',
      signal: AbortSignal.timeout(longestRequestMs),
    })
      .then(async (answer) => [answer.status, await answer.json().catch(() => undefined)] as const)
      .catch((cause: unknown) => {
        throw new ServiceTokenUnavailable(clientId, `${issuer} does not answer; see whether it runs`, { cause });
      });
    if (status !== 200)
      throw new ServiceTokenUnavailable(clientId, `${issuer} answered ${status}, not 200; compare the client's id, secret and scopes`);
    const { data } = grant.safeParse(body);
    if (!data) throw new ServiceTokenUnavailable(clientId, `${issuer} answered 200 without a bearer token; see whether it is the issuer`);
    return data;
  }

  /** Both parts are form-encoded first, as the standard asks: a secret may contain a colon. */
  private credentials(): string {
    const [id, secret] = [this.options.clientId, this.options.secret()].map((part) =>
      new URLSearchParams([['', part]]).toString().slice(1),
    );
    return Buffer.from(`${id}:${secret}`).toString('base64');
  }

  private async within(deadline: number, asking: Promise<string>): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const fail = () => reject(new ServiceTokenUnavailable(this.options.clientId, 'the deadline passed while waiting for one; ask again'));
      timer = setTimeout(fail, Math.max(0, deadline - performance.now()));
    });
    return Promise.race([asking, late]).finally(() => clearTimeout(timer));
  }

  private now(): number {
    return this.options.clock.now().getTime();
  }
}
