import { templatesOf } from '#cdk';
import type { Mistake, Platform, Registry } from '#model';
import { type Estimate, estimateOf, priceTable, unknownRegions } from '../cost';
import { definitions } from './definitions';

export { registry } from '#registry';

/** What the platform costs, or why nothing can be said. */
export interface Estimated {
  readonly estimate?: Estimate;
  readonly mistakes: readonly Mistake[];
}

/** What the stacks and the pods of a platform cost. Loads the CDK. */
export const estimated = (platform: Platform): Estimated => {
  const stacks = templatesOf(platform);
  const mistakes = unknownRegions(stacks, priceTable);
  return mistakes.length > 0 ? { mistakes } : { estimate: estimateOf(platform, stacks, priceTable), mistakes };
};

/** The same from definitions, as JSON: what another commit is asked for. */
export const estimatedFrom = (registry: Registry): string => {
  const { platform, mistakes } = definitions({ registry, unreadable: [] });
  return JSON.stringify(platform ? estimated(platform) : { mistakes });
};
