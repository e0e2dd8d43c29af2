/**
 * Units of the model. A wrong unit does not compile; a wrong number (negative, fractional, an exponent) is refused when the
 * platform is loaded, because template-literal types cannot see it.
 */

/** Processor time in thousandths of a core: `'250m'` is a quarter of one core. */
export type Cpu = `${number}m`;

/** Memory or storage in binary units: `'512Mi'`, `'20Gi'`. */
export type Bytes = `${number}Mi` | `${number}Gi`;

/** A span of time: `'300ms'`, `'20s'`, `'5m'`, `'1h'`, `'7d'`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/** An IPv4 range: `'10.0.0.0/16'`. */
export type Cidr = `${number}.${number}.${number}.${number}/${number}`;

/** A calendar day, UTC: `'2026-11-30'`. */
export type Day = `${number}-${number}-${number}`;

/** How each unit is written, for the loader's patterns and its messages. */
export const unitPatterns = {
  cpu: { pattern: /^[1-9]\d*m$/, like: "'250m'" },
  bytes: { pattern: /^[1-9]\d*(Mi|Gi)$/, like: "'512Mi' or '20Gi'" },
  duration: { pattern: /^[1-9]\d*(ms|s|m|h|d)$/, like: "'300ms', '20s', '5m', '1h' or '7d'" },
  cidr: { pattern: /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/, like: "'10.0.0.0/16'" },
  day: { pattern: /^\d{4}-\d{2}-\d{2}$/, like: "'2026-11-30'" },
} as const;

const seconds = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 } as const;

/** The length of a duration in seconds. */
export const inSeconds = (duration: Duration): number => {
  const unit = duration.replace(/^\d+/, '') as keyof typeof seconds;
  return Number.parseInt(duration, 10) * seconds[unit];
};

/** Processor time in thousandths of a core, as a number. */
export const inMillicores = (cpu: Cpu): number => Number.parseInt(cpu, 10);

/** Memory in MiB, as a number. */
export const inMebibytes = (bytes: Bytes): number => Number.parseInt(bytes, 10) * (bytes.endsWith('Gi') ? 1024 : 1);

/**
 * Processor time as the API server stores it: `'1000m'` is read back as `'1'`, and anything else would show as a difference for ever.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export const cpuQuantity = (millicores: number): string => (millicores % 1000 === 0 ? `${millicores / 1000}` : `${millicores}m`);

/** Memory as the API server stores it: `'1024Mi'` is read back as `'1Gi'`, and nothing as `'0'`. */
export const memoryQuantity = (mebibytes: number): string => {
  if (mebibytes === 0) return '0';
  const units = ['Mi', 'Gi', 'Ti', 'Pi'];
  let amount = mebibytes;
  while (amount % 1024 === 0 && units.length > 1) {
    amount /= 1024;
    units.shift();
  }
  return `${amount}${units[0]}`;
};
