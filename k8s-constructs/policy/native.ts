import { ValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import { ValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { type KubernetesModel, policyMark } from '#model';
import { type CompiledPolicy, exemptionNote, resourceRules } from './compiled';

/**
 * A policy that the API server itself evaluates, where no component does. It runs wherever the API server does, so it may always refuse
 * what it cannot judge.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export const nativePolicy = (policy: CompiledPolicy): KubernetesModel[] => {
  const { id, mode, labels, judged, exemptions, variables, validations, namespaceSelector } = policy;
  const annotations = { [policyMark.purpose]: policy.purpose, [policyMark.why]: policy.why, ...exemptionNote(policy) };
  return [
    new ValidatingAdmissionPolicy({
      metadata: { name: id, labels, annotations },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { matchPolicy: 'Equivalent', namespaceSelector, objectSelector: {}, resourceRules: resourceRules(policy) },
        matchConditions: [
          judged,
          ...exemptions.map(({ condition: { name, expression } }) => ({ name: `not-${name}`, expression: `!(${expression})` })),
        ],
        variables: [...variables],
        validations: [...validations],
      },
    }),
    new ValidatingAdmissionPolicyBinding({
      metadata: { name: id, labels },
      spec: { policyName: id, validationActions: mode === 'deny' ? ['Deny'] : ['Audit', 'Warn'] },
    }),
  ];
};
