/** What the platform costs in a month, from the templates of its stacks and the requests of its pods. */

import type { PriceTable } from './price-table';
import prices from './prices.json';

export { type Assumption, assumptions, podNode, standbyShare } from './assumptions';
export { type Difference, differenceOf, type Step } from './difference';
export { type Estimate, environmentOf, estimateOf, type Item, type Unpriced, unknownRegions } from './estimate';
export { type Commitment, commitments, type PriceTable } from './price-table';
export { type CostReport, type EnvironmentCost, reportOf, type Total } from './totals';

/** Prices of AWS as of the day that they carry. */
export const priceTable: PriceTable = prices as PriceTable;
