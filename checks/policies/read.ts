import { groupOf, policyMark, resourceOf } from '#model';
import { listIn } from '../graph/lists';
import type { Selector } from '../graph/selector';
import type { Located } from '../mechanism/rule';
import type { EmittedException, EmittedPolicy, Expression } from './emitted';
import { isExemption } from './evaluate';

/** Every policy of a cluster that is written in CEL. */
export const policiesIn = (objects: readonly Located[]): EmittedPolicy[] => {
  const byKind = new Map<string, Located[]>();
  for (const at of objects) {
    const kind = `${groupOf(at.json.apiVersion)}/${at.json.kind}`;
    const same = byKind.get(kind);
    if (same) same.push(at);
    else byKind.set(kind, [at]);
  }
  const all = (kind: string): readonly Located[] => byKind.get(kind) ?? [];
  const bindings = all('admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding');
  const exceptions = all('policies.kyverno.io/PolicyException');
  return [
    ...all('admissionregistration.k8s.io/ValidatingAdmissionPolicy').map((at) => native(at, bindings)),
    ...all('policies.kyverno.io/ValidatingPolicy').map((at) => ofKyverno(at, exceptions)),
    ...all('templates.gatekeeper.sh/ConstraintTemplate').flatMap((at) => ofGatekeeper(at, objects)),
  ];
};

interface Rules {
  readonly namespaceSelector?: Selector;
  readonly resourceRules?: readonly { readonly apiGroups?: readonly string[]; readonly resources?: readonly string[] }[];
}

interface Spec {
  readonly failurePolicy?: string;
  readonly validationActions?: readonly string[];
  readonly matchConstraints?: Rules;
  readonly matchConditions?: readonly Expression[];
  readonly variables?: readonly Expression[];
  readonly validations?: readonly { readonly expression: string; readonly message?: string }[];
}

const specOf = <Fields>({ json }: Located): Fields => (json.spec ?? {}) as Fields;

const idOf = ({ json: { metadata } }: Located): string => metadata.labels?.[policyMark.id] ?? metadata.name;

const partsOf = (at: Located, { failurePolicy = 'Fail', variables = [], validations = [] }: Spec) => ({
  at,
  id: idOf(at),
  failurePolicy,
  variables,
  validations: validations.map(({ expression, message = expression }) => ({ expression, message })),
});

const byResource =
  ({ resourceRules = [] }: Rules): EmittedPolicy['judges'] =>
  ({ apiVersion, kind }) =>
    resourceRules.some(({ apiGroups = [], resources = [] }) => meets(apiGroups, groupOf(apiVersion)) && meets(resources, resourceOf(kind)));

const meets = (named: readonly string[], value: string): boolean => named.includes('*') || named.includes(value);

const native = (at: Located, bindings: readonly Located[]): EmittedPolicy => {
  const spec = specOf<Spec>(at);
  const { matchConditions = [], matchConstraints = {} } = spec;
  const actions = bindings
    .map((binding) => specOf<{ policyName: string; validationActions: string[] }>(binding))
    .filter(({ policyName }) => policyName === at.json.metadata.name)
    .flatMap(({ validationActions }) => validationActions);
  const exempting = matchConditions
    .filter(({ name }) => isExemption(name))
    .map(({ expression }) => expression.replace(/^!\((.*)\)$/s, '$1'));
  return {
    ...partsOf(at, spec),
    mode: actions.includes('Deny') ? 'deny' : 'audit',
    judges: byResource(matchConstraints),
    namespaceSelector: matchConstraints.namespaceSelector ?? {},
    conditions: matchConditions,
    exceptions: noted(at, exempting),
  };
};

const ofKyverno = (at: Located, exceptions: readonly Located[]): EmittedPolicy => {
  const spec = specOf<Spec>(at);
  const { matchConditions = [], matchConstraints = {}, validationActions = [] } = spec;
  const refers = (other: Located): boolean =>
    specOf<{ policyRefs: { kind: string; name: string }[] }>(other).policyRefs.some(
      ({ kind, name }) => kind === at.json.kind && name === at.json.metadata.name,
    );
  return {
    ...partsOf(at, spec),
    mode: validationActions.includes('Deny') ? 'deny' : 'audit',
    judges: byResource(matchConstraints),
    namespaceSelector: matchConstraints.namespaceSelector ?? {},
    conditions: matchConditions,
    exceptions: exceptions.filter(refers).map(exceptionOf),
  };
};

/** The note is on the object itself; for whom it is, its expression says. */
const exceptionOf = (at: Located): EmittedException => {
  const skips = (specOf<Spec>(at).matchConditions ?? []).map(({ expression }) => expression);
  const expression = skips.join(' && ');
  const [, namespace] = /object\.metadata\.namespace == "([^"]+)"/.exec(expression) ?? [];
  const [, name] = /labels\["app\.kubernetes\.io\/name"\] == "([^"]+)"/.exec(expression) ?? [];
  const { annotations = {} } = at.json.metadata;
  const { [policyMark.owner]: owner, [policyMark.reason]: reason, [policyMark.until]: until } = annotations;
  return { at, expression, skips, note: { namespace, name, owner, reason, until } };
};

interface Template {
  readonly crd?: { readonly spec?: { readonly names?: { readonly kind?: string } } };
  readonly targets?: readonly { readonly code?: readonly { readonly engine: string; readonly source: Spec }[] }[];
}

interface ConstraintSpec {
  readonly enforcementAction?: string;
  readonly match?: {
    readonly kinds?: readonly { readonly apiGroups?: readonly string[]; readonly kinds?: readonly string[] }[];
    readonly namespaceSelector?: Selector;
  };
}

/** One policy for each constraint; a template alone does nothing. */
const ofGatekeeper = (at: Located, objects: readonly Located[]): EmittedPolicy[] => {
  const { crd, targets = [] } = specOf<Template>(at);
  const source = targets.flatMap(({ code = [] }) => code).find(({ engine }) => engine === 'K8sNativeValidation')?.source;
  if (source === undefined) return [];
  const kind = crd?.spec?.names?.kind;
  const exempting = (source.variables ?? []).filter(({ name }) => isExemption(name)).map(({ expression }) => expression);
  return objects
    .filter(({ json }) => json.kind === kind && groupOf(json.apiVersion) === 'constraints.gatekeeper.sh')
    .map((constraint) => {
      const { enforcementAction = 'deny', match: { kinds = [], namespaceSelector = {} } = {} } = specOf<ConstraintSpec>(constraint);
      return {
        ...partsOf(at, source),
        mode: enforcementAction === 'deny' ? 'deny' : 'audit',
        // Its engine takes what is left out for everything.
        judges: ({ apiVersion, kind }) =>
          kinds.some((each) => meets(each.apiGroups ?? ['*'], groupOf(apiVersion)) && meets(each.kinds ?? ['*'], kind)),
        namespaceSelector,
        conditions: [],
        exceptions: noted(at, exempting),
      };
    });
};

/** The exceptions that are a part of the policy, each with its note; where the note does not say of whom it is, there is none. */
const noted = (at: Located, expressions: readonly string[]): EmittedException[] => {
  const notes = notesIn(at.json.metadata.annotations?.[policyMark.exemptions]);
  return expressions.map((expression, index) => ({ at, expression, note: notes[index] ?? {} }));
};

/** What nobody can read is no note. */
const notesIn = (text = '[]'): readonly EmittedException['note'][] => {
  try {
    return listIn(JSON.parse(text));
  } catch {
    return [];
  }
};
