import { modeOf, type Policy, policyStages } from '#model';
import { defineRule, type Scene, type Violation } from './mechanism/rule';
import { definitionOf, type EmittedPolicy, policiesOf } from './policies';

/** The environments from which changes come to that of the cluster: the nearest that spend less. */
const before = ({ platform, cluster }: Scene) => {
  const stage = policyStages.indexOf(cluster.environment.shape);
  const nearest = policyStages.slice(0, stage).findLast((shape) => platform.environments.some((each) => each.shape === shape));
  return platform.environments.filter(({ shape }) => shape === nearest);
};

/** Why a policy may not deny yet; undefined where it may. */
const tooEarly = (emitted: EmittedPolicy, policy: Policy, scene: Scene): string | undefined => {
  const { environment } = scene.cluster;
  const mode = modeOf(policy, environment);
  if (mode !== 'deny') return `denies in ${environment.name}, where its definition says ${mode ?? 'that it is not there'}`;
  const skipped = before(scene).find((other) => modeOf(policy, other) === undefined);
  return skipped && `denies in ${environment.name}, and ${skipped.name} does not have '${emitted.id}' at all`;
};

export default defineRule({
  why: 'A policy that never only reported refuses, where it matters most, what nobody has seen it refuse.',
  incidents: ['I15'],
  *check(scene): Generator<Violation> {
    for (const emitted of policiesOf(scene)) {
      const definition = definitionOf(scene, emitted);
      if (definition === undefined || emitted.mode !== 'deny') continue;
      const fact = tooEarly(emitted, definition, scene);
      if (fact) yield { ...emitted.at, file: definition.file, fact, fix: "set its modes to 'audit' one environment after the other first" };
    }
  },
  mutation: (apps) => {
    const audited = apps
      .flatMap(({ objects }) => objects)
      .find(({ json }) => json.kind === 'ValidatingPolicy' && json.spec.validationActions.includes('Audit'));
    if (audited) audited.json.spec.validationActions = ['Deny'];
  },
});
