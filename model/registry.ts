/** One file with a definition: where it is, and what it exports. */
export interface Source {
  readonly file: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** Every definition of a platform, found by its folder and written into `registry.gen.ts` by the build. */
export interface Registry {
  readonly organisation: readonly Source[];
  readonly teams: readonly Source[];
  readonly environments: readonly Source[];
  readonly releases: readonly Source[];
  readonly topics: readonly Source[];
  readonly components: readonly Source[];
  readonly services: readonly Source[];
  readonly rules: readonly Source[];
  readonly policies: readonly Source[];
}

const broken = Symbol.for('platform.broken');

/** What stands in for a file that cannot be read: whatever is asked of it is again such a stand-in, so that nothing else fails for it. */
export const isBroken = (value: unknown): boolean =>
  (typeof value === 'object' || typeof value === 'function') && value !== null && broken in value;

/** The text of the file that a stand-in stands for, where it is known. */
export const textOf = (standIn: unknown): string | undefined => {
  const text = (standIn as Record<symbol, unknown>)[broken];
  return typeof text === 'string' ? text : undefined;
};
