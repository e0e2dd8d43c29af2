import { ValidatingPolicy } from '@kubernetes-models/kyverno/policies.kyverno.io/v1/ValidatingPolicy';
import { inEveryKind, type Policy, type PolicyCases, policyExample, policyFactsOf } from '#model';
import { defineRule, type MutableObject, type Scene, type Violation } from './mechanism/rule';
import { definitionOf, type EmittedPolicy, judge, policiesOf, unreadableIn } from './policies';

/** Why an emitted policy is not the one that is defined; undefined where it is. */
const differs = ({ validations }: EmittedPolicy, definition: Policy): string | undefined => {
  const said = validations.map(({ expression }) => expression);
  const missing = definition.validations.filter((expression) => !said.some((each) => each.includes(expression))).length;
  const { length } = definition.validations;
  if (missing === 0 && said.length === length) return undefined;
  return `has ${said.length} expressions, of which ${length - missing} are the ${length} of ${definition.file}`;
};

/** What was found of a definition in one of its forms: most clusters are given the same. */
const tried = new WeakMap<Policy, Map<string, { readonly failure?: string }>>();

/** What of a policy's own cases goes another way than it says. */
const failure = (emitted: EmittedPolicy, policy: Policy, { platform, cluster }: Scene): string | undefined => {
  const facts = policyFactsOf(platform.in(cluster.environment.name), cluster);
  const { conditions, variables, validations, at } = emitted;
  const form = JSON.stringify([at.json.kind, conditions, variables, validations, policy.given && facts]);
  const known = tried.get(policy) ?? new Map();
  tried.set(policy, known);
  const found = known.get(form) ?? { failure: failureOn(policy.cases(policyExample(facts)), emitted) };
  known.set(form, found);
  return found.failure;
};

const failureOn = (cases: PolicyCases, emitted: EmittedPolicy): string | undefined => {
  for (const is of ['accepted', 'denied'] as const) {
    const judged = cases[is].flatMap(inEveryKind).filter(emitted.judges);
    if (judged.length === 0) return `was tried on no object that is ${is}`;
    const wrong = judged.find((json) => judge(emitted, json, { strictly: true }).is !== is);
    if (wrong) return `does not hold its own case: a ${wrong.kind} that should be ${is} is not`;
  }
  return undefined;
};

export default defineRule({
  why: 'Nobody knows before the deployment what a policy will refuse that cannot be evaluated here.',
  incidents: ['I15'],
  *check(scene): Generator<Violation> {
    const policies = policiesOf(scene);
    for (const at of unreadableIn(scene.objects, policies)) {
      yield {
        ...at,
        fact: `is a ${at.json.kind}, which cannot be evaluated here`,
        fix: 'write it as CEL in policies/, or let it only report',
      };
    }
    for (const emitted of policies) {
      const definition = definitionOf(scene, emitted);
      if (definition === undefined) {
        if (emitted.mode === 'audit') continue;
        yield {
          ...emitted.at,
          fact: `denies, and '${emitted.id}' is not defined in policies/`,
          fix: 'define it there, or let it only report',
        };
        continue;
      }
      const { file } = definition;
      const other = differs(emitted, definition);
      if (other) yield { ...emitted.at, file, fact: other, fix: 'run the synthesis again, and let nothing else write policies' };
      const wrong = other ? undefined : failure(emitted, definition, scene);
      if (wrong) yield { ...emitted.at, file, fact: wrong, fix: 'correct the expressions or the cases; there must be one of each' };
    }
  },
  mutation: (apps) => {
    const homemade = new ValidatingPolicy({
      metadata: { name: 'homemade' },
      spec: {
        validationActions: ['Deny'],
        matchConstraints: {
          namespaceSelector: { matchLabels: { tenant: 'true' } },
          resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['secrets'] }],
        },
        validations: [{ expression: 'object.kind != "Secret"' }],
        failurePolicy: 'Ignore',
      },
    });
    apps.find(({ name }) => name === 'policies')?.objects.push({ json: homemade.toJSON() as MutableObject, model: homemade });
  },
});
