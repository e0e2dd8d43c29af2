import { constraintKind, constraintVersion, type KubernetesModel } from '#model';
import { afterChart } from '../sync';
import { type CompiledPolicy, exemptionNote, type NamedExpression } from './compiled';
import { Constraint, ConstraintTemplate } from './gatekeeper-models';

/** The name of the variable that holds for what need not be judged. */
const passed = 'passed';

/**
 * A policy for Gatekeeper: a template with the expressions, and the one constraint that says where they hold. What need not be judged
 * passes in the expressions themselves: Gatekeeper's own conditions have no variables, and its audit knows no request.
 * @see https://open-policy-agent.github.io/gatekeeper/website/docs/validating-admission-policy/
 */
export const gatekeeperPolicy = (policy: CompiledPolicy): KubernetesModel[] => {
  const { id, mode, labels, failurePolicy, judged, exemptions, kinds, namespaceSelector } = policy;
  const kind = constraintKind(id);
  const exempt: NamedExpression[] = exemptions.map(({ condition }, index) => ({
    name: `exempt_${index}`,
    expression: condition.expression,
  }));
  const passes: NamedExpression = {
    name: passed,
    expression: [`!(${judged.expression})`, ...exempt.map(({ name }) => `variables.${name}`)].join(' || '),
  };
  const annotations = { 'metadata.gatekeeper.sh/title': policy.purpose, description: policy.why, ...exemptionNote(policy) };
  return [
    new ConstraintTemplate({
      metadata: { name: kind.toLowerCase(), labels, annotations },
      spec: {
        crd: { spec: { names: { kind } } },
        targets: [
          {
            target: 'admission.k8s.gatekeeper.sh',
            code: [
              {
                engine: 'K8sNativeValidation',
                source: {
                  failurePolicy,
                  generateVAP: false,
                  variables: [...exempt, passes, ...policy.variables],
                  validations: policy.validations.map(({ expression, message }) => ({
                    expression: `variables.${passed} || (${expression})`,
                    message,
                  })),
                },
              },
            ],
          },
        ],
      },
    }),
    new Constraint({
      apiVersion: constraintVersion,
      kind,
      // Gatekeeper makes the kind when it has read the template.
      metadata: { name: id, labels, annotations: { ...annotations, ...afterChart } },
      spec: {
        enforcementAction: mode === 'deny' ? 'deny' : 'dryrun',
        match: {
          kinds: kinds.map(({ group, kinds: own }) => ({ apiGroups: [group], kinds: [...own] })),
          scope: 'Namespaced',
          namespaceSelector,
        },
      },
    }),
  ];
};
