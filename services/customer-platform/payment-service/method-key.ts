import { hash } from 'node:crypto';

/** A key of 32 bytes for the tokens of payment methods, made from the setting. */
export const methodKey = (setting: string): Buffer => hash('sha256', `payment-methods:${setting}`, 'buffer');
