import type { Caller } from '#kit';

/** Whose rows a caller may see; nobody in particular for those who may see all. */
export const ownerOf = ({ subject, scopes }: Caller, all: string): string | undefined => (scopes.has(all) ? undefined : subject);
