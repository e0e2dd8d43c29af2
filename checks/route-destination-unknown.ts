import { didYouMean } from '#model';
import { defineRule } from './mechanism/rule';
import { routesOf } from './routes/read';

export default defineRule({
  why: 'Callers are answered 503, because a route leads to a Service or a port that is not there.',
  elsewhere: { 'kube-linter': ['dangling-ingress'], 'kube-score': ['ingress-targets-service'] },
  incidents: ['I03'],
  *check(scene) {
    const services = new Map(
      scene.objects.flatMap(({ json }) =>
        json.kind === 'Service'
          ? [
              [
                `${json.metadata.namespace}/${json.metadata.name}`,
                (json.spec as { ports?: { name?: string; port: number }[] }).ports ?? [],
              ] as const,
            ]
          : [],
      ),
    );
    for (const { at, backends } of routesOf(scene))
      for (const { namespace, name, port } of backends) {
        const ports = services.get(`${namespace}/${name}`);
        if (ports === undefined) {
          const known = [...services.keys()]
            .filter((each) => each.startsWith(`${namespace}/`))
            .map((each) => each.slice(namespace.length + 1));
          yield {
            ...at,
            fact: `leads to Service ${namespace}/${name}, which is not there`,
            fix: didYouMean(name, known, 'name one that is'),
          };
        } else if (!ports.some((each) => each.port === port || each.name === port)) {
          const open = ports.map((each) => each.port).join(', ');
          yield { ...at, fact: `leads to port ${port} of Service ${namespace}/${name}, which has ${open}`, fix: 'name one of its ports' };
        }
      }
  },
  mutation: (apps) => {
    const route = apps.flatMap(({ objects }) => objects).find(({ json }) => json.kind === 'HTTPRoute')?.json;
    if (route) route.spec.rules[0].backendRefs[0].port += 1;
  },
});
