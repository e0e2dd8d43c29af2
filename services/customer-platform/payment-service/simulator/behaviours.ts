import * as z from 'zod';

const behaviours = [
  ...['ok', 'declined', 'insufficient', 'expired', '3ds', 'timeout', 'lost', 'error_then_ok', 'down'],
  ...['webhook_first', 'webhook_twice', 'no_webhook', 'refund_fails', 'dispute'],
] as const;

/** How the simulated provider treats a request; `slow_<ms>` answers after milliseconds, 60,000 at most. */
export const behaviour = z.union([z.enum(behaviours), z.string().regex(/^slow_\d{1,5}$/)]);

export type Behaviour = z.output<typeof behaviour>;

/** The longest first, so that `tok_webhook_twice` is not taken for another one. A further suffix makes tokens that can be told apart. */
const form =
  /^tok_(slow_\d{1,5}|error_then_ok|webhook_first|webhook_twice|no_webhook|refund_fails|insufficient|declined|expired|timeout|dispute|lost|3ds|ok)(?:_|$)/;

/** What a token asks for; the bank declines tokens that it does not know. */
export const behaviourOf = (token: string): Behaviour => form.exec(token)?.[1] ?? 'declined';

/** Milliseconds before the answer. */
export const slowness = (name: Behaviour): number => Math.min(60_000, Number(/^slow_(\d+)$/.exec(name)?.[1] ?? 0));

const failures: Readonly<Record<string, string>> = { declined: 'declined', insufficient: 'insufficient_funds', expired: 'expired_method' };

/** Status and code of a charge that goes as it should. */
export const verdictOf = (
  name: Behaviour,
): { readonly status: 'succeeded' | 'failed' | 'requires_action'; readonly code: string | null } => {
  const code = failures[name];
  if (code) return { status: 'failed', code };
  return { status: name === '3ds' ? 'requires_action' : 'succeeded', code: null };
};
