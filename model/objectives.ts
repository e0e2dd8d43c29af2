import type { Tier } from './capacity';

/**
 * What callers may rely on, over 30 days. What is not said follows from the tier.
 * @see https://sre.google/workbook/implementing-slos/
 */
export interface Slo {
  /** Answers that are not the service's failure, in percent: `99.9`. 90 to 99.99. @default - by tier: 99.95 critical, 99.9 standard, 99.5 batch */
  readonly availability?: number;
  /** Answers within `latencyMs`, in percent. 50 to 99.9. @default 95 */
  readonly fastEnough?: number;
  /** Unit: milliseconds. 5 to 60000. @default - by tier: 150 critical, 200 standard, 500 batch */
  readonly latencyMs?: number;
}

/** Objectives with nothing left open. Ratios, not percents. */
export interface Objectives {
  readonly availability: number;
  readonly fastEnough: number;
  readonly latencySeconds: number;
}

const ofTier: Readonly<Record<Tier, Required<Slo>>> = {
  critical: { availability: 99.95, fastEnough: 95, latencyMs: 150 },
  standard: { availability: 99.9, fastEnough: 95, latencyMs: 200 },
  batch: { availability: 99.5, fastEnough: 95, latencyMs: 500 },
};

/** The objectives of a service; none where its definition says so. */
export const objectivesOf = ({ tier, slo = {} }: { readonly tier: Tier; readonly slo?: Slo | 'none' }): Objectives | undefined => {
  if (slo === 'none') return undefined;
  const { availability, fastEnough, latencyMs } = { ...ofTier[tier], ...slo };
  return { availability: availability / 100, fastEnough: fastEnough / 100, latencySeconds: latencyMs / 1000 };
};
