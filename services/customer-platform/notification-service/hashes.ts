import { createHash } from 'node:crypto';

/** Stands for an address where the address itself is not kept. Case does not matter. */
export const hashOf = (recipient: string): string => createHash('sha256').update(recipient.toLowerCase()).digest('hex');
