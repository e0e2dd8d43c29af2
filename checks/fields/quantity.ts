/** Suffixes of amounts, in billionths of the unit. */
const powers: Readonly<Record<string, bigint>> = {
  ...Object.fromEntries(['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map((suffix, index) => [suffix, 1000n ** BigInt(index)])),
  ...Object.fromEntries(['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((suffix, index) => [suffix, 1024n ** BigInt(index + 1) * 10n ** 9n])),
};

interface Parsed {
  readonly nano: bigint;
  readonly form: 'binary' | 'decimal' | 'exponent';
}

const parse = (text: string): Parsed | undefined => {
  const [, sign, whole = '', part = '', suffix = '', exponent] =
    /^([+-]?)(\d*)\.?(\d*)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (whole + part === '') return undefined;
  const shift = part.length - Number(exponent ?? 0);
  const amount = BigInt(whole + part) * (powers[suffix] ?? 1n);
  const nano = shift > 0 ? amount / 10n ** BigInt(shift) : amount * 10n ** BigInt(-shift);
  const form = exponent !== undefined ? 'exponent' : suffix.endsWith('i') ? 'binary' : 'decimal';
  return { nano: sign === '-' ? -nano : nano, form };
};

/**
 * An amount in billionths of its unit: `250m`, `1.5Gi`, `1e3`. Undefined where the text is none.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export const nanoOf = (text: string): bigint | undefined => parse(text)?.nano;

const unit = 10n ** 9n;

/** The one way in which the API server writes an amount: whole, with the greatest suffix. Undefined where the text is none. */
export const canonical = (text: string): string | undefined => {
  const parsed = parse(text);
  if (parsed === undefined || parsed.form === 'exponent') return parsed && text;
  const { nano, form } = parsed;
  if (nano === 0n) return '0';
  // Under 1024 bytes nothing is left of a binary suffix.
  if (form === 'binary' && (nano >= 1024n * unit || nano <= -1024n * unit)) return shortest(nano / unit, 1024n, binary);
  return shortest(nano, 1000n, decimal);
};

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];

const shortest = (amount: bigint, step: bigint, suffixes: readonly string[]): string => {
  let [left, at] = [amount, 0];
  while (left % step === 0n && at < suffixes.length - 1) [left, at] = [left / step, at + 1];
  return `${left}${suffixes[at]}`;
};
