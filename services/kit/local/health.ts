/** What the start page says of a service. */
export interface Entry {
  readonly name: string;
  readonly purpose: string;
  readonly path: string;
  readonly public: boolean;
  /** Its own address on this computer. */
  readonly url: string;
}

/** Somebody who can sign in. */
export interface DemoAccount {
  readonly email: string;
  readonly may: string;
}

export interface StartPage {
  /** Where people enter. */
  readonly url: string;
  readonly services: readonly Entry[];
  /** Services that can run and do not in this start. */
  readonly others: readonly string[];
  /** Holds mails and logs. */
  readonly folder: string;
  /** Who can sign in with the one password. @default - none */
  readonly accounts?: { readonly all: readonly DemoAccount[]; readonly password: string } | undefined;
  /** Address of the simulated payment provider. @default - it does not run */
  readonly simulator?: string | undefined;
}

/** Each service's own word on its health: `ok`, `degraded` or `down`. */
export const healthOf = async (services: readonly Entry[]): Promise<Record<string, string>> =>
  Object.fromEntries(await Promise.all(services.map(async ({ name, url }) => [name, await statusOf(url)])));

const statusOf = async (url: string): Promise<string> => {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1000) });
    const { status } = (await answer.json()) as { status: unknown };
    return String(status);
  } catch {
    return 'down';
  }
};
