/** What gives a secret away: the forms in which issuers make them, and the names under which people keep them. */

/** Forms that are nothing but a secret: what they are, and what each of them has in it, which is quickly looked for. */
const forms: readonly (readonly [what: string, has: readonly string[], pattern: RegExp])[] = [
  ['an AWS access key', ['AKIA', 'ASIA'], /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a private key', ['PRIVATE KEY-'], /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a GitHub token', ['gh', 'github_pat_'], /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{50})/],
  ['a GitLab token', ['glpat-'], /\bglpat-[A-Za-z0-9_-]{20}/],
  ['a Slack token', ['xox'], /\bxox[abeoprs]-[A-Za-z0-9-]{10}/],
  ['a Stripe key', ['k_live_'], /\b[rs]k_live_[A-Za-z0-9]{16}/],
  ['a Google API key', ['AIza'], /\bAIza[A-Za-z0-9_-]{35}\b/],
  ['a JSON Web Token', ['eyJ'], /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8}/],
  ['a password in an address', ['://'], /:\/\/[^\s/:@"'$%{}<>]+:[^\s/:@"'$%{}<>]{3,}@/],
];

/** What of a text is a secret; undefined where nothing is. */
export const secretIn = (text: string): string | undefined =>
  forms.find(([, has, pattern]) => has.some((part) => text.includes(part)) && pattern.test(text))?.[0];

const secretName =
  /(?:^|[_.-])(?:password|passwd|passphrase|secret|token|credentials?|(?:api|access|private|secret|signing|encryption)[_.-]?key)$/i;

/** What is no secret, whatever its name: nothing, a number, a switch, a path, an address, a reference to something else. */
const harmless = /^(?:|\d+|true|false|\/.*|https?:\/\/.*|\$\{?[A-Za-z_].*|\$\(.*|\{\{.*)$/;

/** Whether a setting of some name is a secret that is written out. */
export const isSecretSetting = (name: string, value: string): boolean => secretName.test(name) && !harmless.test(value);
