import { canonical } from './fields/quantity';
import { opaqueKinds, placeOf, walk } from './fields/walk';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** Fields whose values are amounts by resource, and fields that are one amount. */
const byResource = new Set(['default', 'defaultRequest', 'hard', 'limits', 'max', 'maxAllowed', 'min', 'minAllowed', 'requests']);
const single = new Set(['averageValue', 'sizeLimit']);

export default defineRule({
  why: 'The API server stores an amount in one form, and another in Git shows as a difference for ever; one that it cannot read it refuses.',
  incidents: ['I01'],
  *check({ objects }) {
    for (const { app, json } of objects) {
      if (opaqueKinds.has(json.kind)) continue;
      const wrong: { place: string; text: string }[] = [];
      walk(json.spec, (key, value, path) => {
        if (typeof value !== 'string' || !(single.has(key) || byResource.has(path.at(-1) ?? ''))) return;
        if (canonical(value) !== value) wrong.push({ place: placeOf(['spec', ...path], key), text: value });
      });
      for (const { place, text } of wrong) {
        const stored = canonical(text);
        const fact = `${place} is '${text}', ${stored === undefined ? 'which is no amount' : `which is stored as '${stored}'`}`;
        yield { app, json, fact, fix: stored === undefined ? "write an amount such as '250m' or '512Mi'" : `write '${stored}'` };
      }
    }
  },
  mutation: (apps) => {
    const { spec } = firstOf(apps, 'ResourceQuota');
    spec.hard['requests.cpu'] = `${spec.hard['requests.cpu']}`.replace(/^(\d+)$/, '$1000m');
  },
});
