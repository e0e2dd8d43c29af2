import { PolicyException } from '@kubernetes-models/kyverno/policies.kyverno.io/v1/PolicyException';
import { exemptionOf } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule, type MutableObject, type Violation } from './mechanism/rule';
import { type EmittedException, policiesOf } from './policies';

const needed = ['namespace', 'name', 'owner', 'reason', 'until'] as const;

/** Exceptions that name more than one policy, or none that is there. */
const refersTo = ({ at }: EmittedException): number => (at.json.spec as { policyRefs?: unknown[] }).policyRefs?.length ?? 1;

const flaw = (exception: EmittedException): string | undefined => {
  const { note, expression } = exception;
  const missing = needed.filter((field) => !note[field]);
  if (missing.length > 0) return `excepts without ${missing.join(', ')}`;
  if (refersTo(exception) > 1) return `excepts from ${refersTo(exception)} policies at once`;
  const { namespace = '', name = '' } = note;
  // The one form that is known to be as narrow as it says.
  return expression === exemptionOf({ namespace, name }) ? undefined : `excepts more than the service ${namespace}/${name}: ${expression}`;
};

export default defineRule({
  why: 'An exception that nobody owns never ends, and one that is too wide lets in what it was never asked for.',
  incidents: ['I15'],
  *check(scene): Generator<Violation> {
    const seen = new Set<unknown>();
    for (const exception of policiesOf(scene).flatMap(({ exceptions }) => exceptions)) {
      // One exception from two policies is one mistake.
      const { at, skips } = exception;
      if (skips && seen.has(at.json)) continue;
      seen.add(at.json);
      const fact = flaw(exception);
      if (fact)
        yield {
          ...at,
          fact,
          fix: 'write it as an exemption of the service, with reason and last day: exemptions: [{ policy, reason, until }]',
        };
    }
  },
  mutation: (apps) => {
    const policy = firstOf(apps, 'ValidatingPolicy').metadata.name;
    const { namespace } = firstOf(apps, 'Service').metadata;
    const exception = new PolicyException({
      metadata: { name: 'for-ever', namespace: 'kyverno' },
      spec: {
        policyRefs: [{ kind: 'ValidatingPolicy', name: policy }],
        matchConditions: [{ name: 'one', expression: exemptionOf({ namespace, name: 'till' }) }],
      },
    });
    apps.find(({ name }) => name === 'policies')?.objects.push({ json: exception.toJSON() as MutableObject, model: exception });
  },
});
