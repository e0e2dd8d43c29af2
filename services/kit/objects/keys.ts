const allowed = /^[a-z0-9/._-]{1,900}$/;
const longestSegment = 200;

/** Refuses a key that could lead elsewhere or mean the same as another one. */
export const checkKey = (key: string): void => {
  const segments = key.split('/');
  const fits = allowed.test(key) && !key.includes('..') && segments.every(isSegment);
  if (!fits)
    throw new Error(
      `object '${key.slice(0, 100)}': wrong-key: it is not of a-z, 0-9, '.', '_', '-' between single slashes, without '..'; make it from ids`,
    );
};

const isSegment = (segment: string): boolean => segment !== '' && segment !== '.' && segment.length <= longestSegment;

/** Where a bucket is, by its name in the definition. */
export const placeOf = (buckets: Readonly<Record<string, string>>, bucket: string): string => {
  const place = Object.hasOwn(buckets, bucket) ? buckets[bucket] : undefined;
  if (place === undefined)
    throw new Error(
      `bucket ${bucket}: unknown-bucket: the definition names ${Object.keys(buckets).join(', ')}; use one of them, or add it to buckets`,
    );
  return place;
};
