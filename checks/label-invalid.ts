import type { KubernetesJson } from '#model';
import { keyMisfit, labelValue, misfit } from './fields/names';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'The API server refuses an object with a label or annotation that is not well-formed, or the pods that it makes.',
  elsewhere: { 'kube-score': ['label-values'] },
  *check({ objects }) {
    for (const { app, json } of objects)
      for (const { what, key, value } of labelsIn(json)) {
        const wrong = keyMisfit(key);
        if (wrong) yield { app, json, fact: `the key of ${what} '${key}' ${wrong.fact}`, fix: wrong.fix };
        if (typeof value !== 'string') {
          const fact = `the value of ${what} '${key}' is ${JSON.stringify(value)}, which is no text`;
          yield { app, json, fact, fix: `write '${String(value)}' in quotes` };
          continue;
        }
        const misfits = what === 'annotation' ? undefined : misfit(value, labelValue);
        if (misfits) yield { app, json, fact: `the value '${value}' of ${what} '${key}' ${misfits.fact}`, fix: misfits.fix };
      }
  },
  mutation: (apps) => {
    firstOf(apps, 'ServiceAccount').metadata.labels.purpose = 'settings of a service';
  },
});

interface Label {
  readonly what: 'label' | 'annotation';
  readonly key: string;
  readonly value: unknown;
}

type Texts = Readonly<Record<string, string>>;

interface Metadata {
  readonly labels?: Texts;
  readonly annotations?: Texts;
}

interface Spec {
  readonly selector?: { readonly matchLabels?: Texts };
  readonly podSelector?: { readonly matchLabels?: Texts };
  readonly template?: { readonly metadata?: Metadata };
  readonly jobTemplate?: { readonly metadata?: Metadata; readonly spec?: Spec };
  readonly volumeClaimTemplates?: readonly { readonly metadata?: Metadata }[];
}

/** Labels and annotations of an object, of what it makes, and those that its selector asks for. */
const labelsIn = ({ metadata, spec }: KubernetesJson): Label[] => [...ofMetadata(metadata), ...ofSpec((spec ?? {}) as Spec)];

const ofSpec = ({ selector, podSelector, template, jobTemplate, volumeClaimTemplates = [] }: Spec): Label[] => [
  ...asLabels('label', selector?.matchLabels),
  ...asLabels('label', podSelector?.matchLabels),
  ...ofMetadata(template?.metadata),
  ...volumeClaimTemplates.flatMap((claim) => ofMetadata(claim.metadata)),
  ...(jobTemplate ? [...ofMetadata(jobTemplate.metadata), ...ofSpec(jobTemplate.spec ?? {})] : []),
];

const ofMetadata = ({ labels, annotations }: Metadata = {}): Label[] => [
  ...asLabels('label', labels),
  ...asLabels('annotation', annotations),
];

const asLabels = (what: Label['what'], texts: Texts = {}): Label[] => Object.entries(texts).map(([key, value]) => ({ what, key, value }));
