import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

const old = 'kubernetes.io/ingress.class';

export default defineRule({
  why: 'No gateway takes an Ingress of a class that nothing serves, so callers are answered 404 and nobody is told.',
  incidents: ['I10'],
  *check({ objects, cluster }) {
    const made = objects.flatMap(({ json }) => (json.kind === 'IngressClass' ? [json.metadata.name] : []));
    const known = [...made, ...(cluster.gateway?.ingressClass ? [cluster.gateway.ingressClass] : [])];
    const fix = known.length ? `write ingressClassName: ${known.join(' or ')}` : 'render a route of the Gateway API instead';
    for (const { app, json } of objects.filter(({ json: { kind } }) => kind === 'Ingress')) {
      const { annotations = {} } = json.metadata as { readonly annotations?: Readonly<Record<string, string>> };
      const { ingressClassName } = json.spec as { readonly ingressClassName?: string };
      const served = known.length ? known.map((each) => `'${each}'`).join(', ') : 'none';
      if (annotations[old]) yield { app, json, fact: `names its class by the annotation ${old}, which is not read any more`, fix };
      else if (ingressClassName === undefined) yield { app, json, fact: `names no class; the cluster serves ${served}`, fix };
      else if (!known.includes(ingressClassName))
        yield { app, json, fact: `is of class '${ingressClassName}'; the cluster serves ${served}`, fix };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'Ingress').spec.ingressClassName = 'elsewhere';
  },
});
