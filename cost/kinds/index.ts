import type { Pricings } from '../charge';
import { compute } from './compute';
import { databases } from './databases';
import { edge } from './edge';
import { network } from './network';
import { storage } from './storage';
import { watching } from './watching';

export { freeTypes, whyFree } from './free';

/** What each type of resource costs. */
export const pricings: Pricings = { ...compute, ...network, ...edge, ...databases, ...storage, ...watching };
