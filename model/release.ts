/** One image that an environment runs. */
export interface ReleasedImage {
  /** Version for people: `'1.4.2'`. */
  readonly version: string;
  /** What is pulled: `'sha256:…'`. */
  readonly digest: `sha256:${string}`;
}

/** What an environment runs, in `releases/<environment>.json`. */
export interface Release {
  /** `'main'`, a tag `<environment>-<yyyy.mm.dd>.<n>`, or null before the first release. */
  readonly revision: string | null;
  /** By service. A service that is absent was never built. */
  readonly images: Readonly<Record<string, ReleasedImage>>;
}

/** The image of a service that was never built. Refused wherever an environment names a tag. */
export const neverBuilt: ReleasedImage = { version: '0.0.0', digest: `sha256:${'0'.repeat(64)}` };

/** The revision in the form that Git cannot take for anything else; before the first release, main. */
export const qualifiedRevision = ({ revision }: Release): string =>
  revision === null || revision === 'main' ? 'refs/heads/main' : `refs/tags/${revision}`;
