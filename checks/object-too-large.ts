import type { KubernetesJson } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

const kibibyte = 1024;

/** What the API server takes of annotations together. */
const annotationsMost = 256 * kibibyte;
/** What it takes of the values of a ConfigMap or Secret together. */
const dataMost = 1024 * kibibyte;

/** @see https://kubernetes.io/docs/concepts/configuration/configmap/ */
export default defineRule({
  why: 'The API server refuses annotations over 256 KiB and a ConfigMap over 1 MiB, and the sync stops there.',
  *check({ objects }) {
    for (const { app, json } of objects) {
      const annotations = sizeOf(json.metadata.annotations);
      if (annotations > annotationsMost)
        yield { app, json, fact: `has ${inKib(annotations)} of annotations, at most 256 KiB`, fix: 'keep it in an object of its own' };
      const data = json.kind === 'ConfigMap' ? sizeOf(dataOf(json, 'data')) + sizeOf(dataOf(json, 'binaryData')) : 0;
      if (data > dataMost) yield { app, json, fact: `holds ${inKib(data)}, at most 1024 KiB`, fix: 'divide it, or keep it in a bucket' };
    }
  },
  mutation: (apps) => {
    const { metadata } = firstOf(apps, 'ConfigMap');
    metadata.annotations = { ...metadata.annotations, notes: 'x'.repeat(annotationsMost) };
  },
});

const dataOf = (json: KubernetesJson, field: string): Readonly<Record<string, string>> => (json[field] ?? {}) as Record<string, string>;

/** Characters beyond ASCII have more bytes; a text that may be too long is counted exactly. */
const sizeOf = (texts: Readonly<Record<string, string>> = {}): number => {
  let characters = 0;
  for (const [key, value] of Object.entries(texts)) characters += key.length + value.length;
  if (characters * 4 <= annotationsMost) return characters;
  return Object.entries(texts).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0);
};

const inKib = (bytes: number): string => `${Math.ceil(bytes / kibibyte)} KiB`;
