import { didYouMean } from '#model';
import type { MutableApp, MutableObject } from '../mechanism/rule';

/** Copies the first object of a kind beside itself under another name, for mutations; nothing relies on the copy. */
export const copyOf = (apps: MutableApp[], kind: string, fits: (json: MutableObject) => boolean = () => true): MutableObject => {
  for (const app of apps)
    for (const { json, model } of app.objects) {
      if (json.kind !== kind || !fits(json)) continue;
      const copy = structuredClone(json);
      copy.metadata.name += '-again';
      app.objects.push({ json: copy, ...(model && { model }) });
      return copy;
    }
  throw new RangeError(`no ${kind} to copy`);
};

/** The name that may have been meant, or all that there are. */
export const oneOf = (wrong: string, known: readonly string[], otherwise: string): string =>
  didYouMean(wrong, known, known.length > 0 && known.length <= 5 ? `name one of ${known.join(', ')}` : otherwise);
