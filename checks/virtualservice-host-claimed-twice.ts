import { objectName } from '#model';
import { defineRule } from './mechanism/rule';
import { type Route, routesOf } from './routes/read';

/** Whether every path of one prefix is one of the other: `/orders` holds `/orders/old`, and not `/orders-old`. */
const holds = (outer: string, inner: string): boolean => {
  const prefix = outer.endsWith('/') ? outer : `${outer}/`;
  return inner === outer || inner.startsWith(prefix);
};

export default defineRule({
  why: 'Two routes answer for the same paths of a host, and which of them does changes with the order in which they were made.',
  incidents: ['I03'],
  *check(scene) {
    const byHost = new Map<string, Route[]>();
    for (const route of routesOf(scene)) byHost.set(route.host, [...(byHost.get(route.host) ?? []), route]);
    for (const [host, routes] of byHost) {
      const sorted = [...routes].sort((a, b) => (a.path < b.path ? -1 : 1));
      // In the order of their names a prefix comes before what it holds, so only what is still open can hold the next.
      const open: Route[] = [];
      for (const route of sorted) {
        while (open.length > 0 && !holds((open.at(-1) as Route).path, route.path) && !route.path.startsWith((open.at(-1) as Route).path))
          open.pop();
        const other = open.findLast(({ path, at }) => at.json !== route.at.json && holds(path, route.path));
        if (other) {
          const fact = `claims ${host}${route.path}, which ${objectName(other.at.json)} claims as ${host}${other.path}`;
          yield { ...route.at, fact, fix: 'give each service a first segment of its own' };
        }
        open.push(route);
      }
    }
  },
  mutation: (apps) => {
    const [first, second] = apps.flatMap(({ objects }) => objects).filter(({ json }) => json.kind === 'HTTPRoute');
    const path = first?.json.spec.rules[0].matches[0].path.value;
    if (second) second.json.spec.rules[0].matches[0].path.value = `${path}/more`;
  },
});
