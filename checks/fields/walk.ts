/** Called with the name of a field, its value, and the fields that lead to it, which hold only until it returns. */
export type Visit = (key: string, value: unknown, path: readonly string[]) => void;

/** Visits every field of an object, however deep. */
export const walk = (json: unknown, visit: Visit, path: string[] = []): void => {
  for (const key in json as object) {
    const value = (json as Readonly<Record<string, unknown>>)[key];
    visit(key, value, path);
    if (typeof value !== 'object' || value === null) continue;
    path.push(key);
    walk(value, visit, path);
    path.pop();
  }
};

/** A place in an object as people write it: `spec.ports[0].targetPort`. */
export const placeOf = (path: readonly string[], key: string): string =>
  [...path, key].reduce((place, part) => (/^\d+$/.test(part) ? `${place}[${part}]` : place ? `${place}.${part}` : part), '');

/** Kinds that hold somebody else's text, in which a field may mean anything. */
export const opaqueKinds: ReadonlySet<string> = new Set([
  'Application',
  'ConfigMap',
  'ConstraintTemplate',
  'CustomResourceDefinition',
  'PrometheusRule',
  'ValidatingPolicy',
]);
