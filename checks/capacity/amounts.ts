/** Factors of the suffixes that Kubernetes writes amounts with. */
const factors: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50 },
};

/**
 * The number that a quantity stands for: cores, bytes or pieces. Nothing where there is none.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export const amountOf = (quantity: string | number | undefined): number => {
  const [, digits = '0', suffix = ''] = /^([\d.]+)([a-zA-Z]*)$/.exec(String(quantity ?? '0')) ?? [];
  return Number(digits) * (factors[suffix] ?? 0);
};

/** Bytes as people read them. */
export const inGibibytes = (bytes: number): string => `${Math.round((bytes / 2 ** 30) * 10) / 10}Gi`;

/** Cores as people read them. */
export const inCores = (cores: number): string => String(Math.round(cores * 100) / 100);

const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, y: 31_536e6 };

/** Hours of a duration as Go and Prometheus write it: `2160h0m0s`, `31d`. */
export const hoursOf = (duration: string): number =>
  [...duration.matchAll(/([\d.]+)(ms|[smhdwy])/g)].reduce(
    (sum, [, amount, unit = 's']) => sum + (Number(amount) * (milliseconds[unit] ?? 0)) / 36e5,
    0,
  );
