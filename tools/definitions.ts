import { load, type Mistake, type Platform } from '#model';
import type { Context } from './command';

/** The platform, or everything that is wrong with its definitions, unreadable files included. */
export const definitions = ({
  registry,
  unreadable,
}: Pick<Context, 'registry' | 'unreadable'>): { platform?: Platform; mistakes: readonly Mistake[] } => {
  const { platform, mistakes } = load(registry);
  const all = [...unreadable, ...mistakes];
  return all.length > 0 ? { mistakes: all } : { platform, mistakes: all };
};
