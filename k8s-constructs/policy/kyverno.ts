import { PolicyException } from '@kubernetes-models/kyverno/policies.kyverno.io/v1/PolicyException';
import { ValidatingPolicy } from '@kubernetes-models/kyverno/policies.kyverno.io/v1/ValidatingPolicy';
import { type KubernetesModel, policyMark } from '#model';
import { type CompiledPolicy, resourceRules } from './compiled';

/**
 * A policy for Kyverno, and an exception of its own for each exemption, which its reports then show as skipped.
 * @see https://kyverno.io/docs/policy-types/validating-policy
 */
export const kyvernoPolicy = (policy: CompiledPolicy, namespace: string): KubernetesModel[] => {
  const { id, mode, labels, failurePolicy, judged, exemptions, variables, validations, namespaceSelector } = policy;
  return [
    new ValidatingPolicy({
      metadata: {
        name: id,
        labels,
        annotations: { 'policies.kyverno.io/title': policy.purpose, 'policies.kyverno.io/description': policy.why },
      },
      spec: {
        validationActions: mode === 'deny' ? ['Deny'] : ['Audit'],
        failurePolicy,
        // Every kind that makes pods is matched by name, and the API server has no second copy of the policy.
        autogen: { podControllers: { controllers: [] }, validatingAdmissionPolicy: { enabled: false } },
        evaluation: { admission: { enabled: true }, background: { enabled: true }, mode: 'Kubernetes' },
        webhookConfiguration: { timeoutSeconds: 5 },
        matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector, objectSelector: {}, resourceRules: resourceRules(policy) },
        matchConditions: [judged],
        variables: [...variables],
        validations: [...validations],
      },
    }),
    ...exemptions.map(
      ({ namespace: domain, name, owner, reason, until, condition }) =>
        new PolicyException({
          metadata: {
            name: `${id}.${domain}.${name}`,
            namespace,
            labels,
            annotations: { [policyMark.owner]: owner, [policyMark.reason]: reason, [policyMark.until]: until },
          },
          spec: { policyRefs: [{ kind: 'ValidatingPolicy', name: id }], matchConditions: [condition], reportResult: 'skip' },
        }),
    ),
  ];
};
