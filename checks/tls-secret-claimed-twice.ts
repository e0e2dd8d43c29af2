import { objectName } from '#model';
import { defineRule, type Located } from './mechanism/rule';

export default defineRule({
  why: 'Two certificates are written to one Secret: each undoes the other, and both are asked for again and again.',
  incidents: ['I10'],
  *check({ objects }) {
    const writers = new Map<string, Located>();
    for (const at of objects.filter(({ json }) => json.kind === 'Certificate')) {
      const { secretName } = at.json.spec as unknown as { readonly secretName: string };
      const secret = `${at.json.metadata.namespace}/${secretName}`;
      const other = writers.get(secret);
      if (other)
        yield { ...at, fact: `writes Secret ${secret}, which ${objectName(other.json)} writes`, fix: 'give it a secretName of its own' };
      else writers.set(secret, at);
    }
  },
  mutation: (apps) => {
    const app = apps.find(({ objects }) => objects.some(({ json }) => json.kind === 'Certificate'));
    const certificate = app?.objects.find(({ json }) => json.kind === 'Certificate');
    if (app === undefined || certificate === undefined) throw new RangeError('no Certificate to copy');
    const { json, model } = certificate;
    app.objects.push({ json: { ...json, metadata: { ...json.metadata, name: `${json.metadata.name}-again` } }, ...(model && { model }) });
  },
});
