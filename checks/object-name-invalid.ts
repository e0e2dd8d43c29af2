import { dnsLabel, dnsSubdomain, misfit, type NameForm, pathSegment, serviceName } from './fields/names';
import { firstOf } from './mechanism/pods';
import { defineRule, type Violation } from './mechanism/rule';

/**
 * Kinds whose names are not just subdomains. Of what makes pods or Jobs there must be room for what is put behind: a CronJob's for the time
 * of the run, a StatefulSet's for the hash that stands in a label of its pods.
 */
const forms: Readonly<Record<string, NameForm>> = {
  ...{ Namespace: dnsLabel, Service: serviceName, Job: dnsLabel },
  ...{ CronJob: { ...dnsLabel, most: 52 }, StatefulSet: { ...dnsLabel, most: 52 } },
  ...{ Role: pathSegment, RoleBinding: pathSegment, ClusterRole: pathSegment, ClusterRoleBinding: pathSegment },
};

export default defineRule({
  why: 'The API server refuses a name that is too long or has other characters, or makes the object and fails with each of its pods.',
  *check({ objects, pods, containers }) {
    for (const { app, json } of objects) {
      const { name } = json.metadata;
      const wrong = misfit(name, forms[json.kind] ?? dnsSubdomain);
      if (wrong) yield { app, json, fact: `its name '${name}' ${wrong.fact}`, fix: wrong.fix };
    }
    for (const { app, json, spec } of pods) for (const { name } of spec.volumes ?? []) yield* partMisfit({ app, json }, 'volume', name);
    for (const { app, json, container } of containers) yield* partMisfit({ app, json }, 'container', container.name);
  },
  mutation: (apps) => {
    const { metadata } = firstOf(apps, 'ResourceQuota');
    metadata.name = `${metadata.name}_`;
  },
});

function* partMisfit(at: Pick<Violation, 'app' | 'json'>, what: string, name: string): Generator<Violation> {
  const wrong = misfit(name, dnsLabel);
  if (wrong) yield { ...at, fact: `the name of its ${what} '${name}' ${wrong.fact}`, fix: wrong.fix };
}
