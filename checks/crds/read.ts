/** A rule that a custom resource definition has in CEL, which no schema of types can say. */
export interface CrdRule {
  /** The fields from the object to what is judged; `*` for each item of a list. */
  readonly at: string;
  /** What must hold of it: CEL, in which it is `self`. */
  readonly holds: string;
  /** What is the case where it does not hold. */
  readonly fact: string;
  readonly fix: string;
}

/** The rules of kinds, each by its group and kind: `gateway.networking.k8s.io/HTTPRoute`. */
export type CrdRules = Readonly<Record<string, readonly CrdRule[]>>;

/** What a path leads to in an object, each with its place: `spec.rules[0].timeouts`. */
export const leadsTo = (json: unknown, path: string): { readonly place: string; readonly value: object }[] => {
  let found: { place: string; value: unknown }[] = [{ place: '', value: json }];
  for (const step of path.split('.')) found = found.flatMap(({ place, value }) => below(place, value, step));
  return found.flatMap(({ place, value }) => (typeof value === 'object' && value !== null ? [{ place, value }] : []));
};

const below = (place: string, value: unknown, step: string): { place: string; value: unknown }[] => {
  if (step === '*') return Array.isArray(value) ? value.map((each, index) => ({ place: `${place}[${index}]`, value: each })) : [];
  const next = (value as Readonly<Record<string, unknown>> | null | undefined)?.[step];
  return next === undefined ? [] : [{ place: place ? `${place}.${step}` : step, value: next }];
};
