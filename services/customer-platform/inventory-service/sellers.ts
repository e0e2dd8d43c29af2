import type { Caller } from '#kit';

/** The seller to whose articles a caller is restricted; nobody for those who may manage all. */
export const sellerOf = ({ subject, scopes }: Caller): string | undefined => (scopes.has('inventory:write') ? undefined : subject);

/** Whether a caller may see all numbers of a seller's articles, and change them. */
export const mayManage = (caller: Caller | undefined, sellerId: string): boolean =>
  caller !== undefined && (caller.scopes.has('inventory:write') || (caller.scopes.has('inventory:own') && caller.subject === sellerId));
