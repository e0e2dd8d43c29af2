import { type EventType, names, portsOf, type ServiceDefinition } from '#model';
import { lean, scaleFrom } from './fit-service';
import type { ServiceDraft } from './service';
import { at } from './words';

/** Makes services name each other, and environments in which all that they rely on is there too. */

/** A service with its place in the tree. */
export interface Located {
  readonly name: string;
  readonly domain: string;
  readonly definition: ServiceDefinition;
}

/** What there is to name. */
export interface Nameable {
  readonly environments: readonly string[];
  readonly rules: readonly string[];
  readonly policies: readonly string[];
  readonly issuer?: string;
}

const named = <Value>(list: readonly Value[], places: readonly number[] = []): Value[] => [
  ...new Set(places.flatMap((place) => at(list, place) ?? [])),
];

type Settings = Readonly<Record<string, string>>;

/** Settings that the platform gives itself are no settings. */
const settingsBut = (settings: Settings | undefined, taken: readonly string[]): Settings | undefined =>
  settings && Object.fromEntries(Object.entries(settings).filter(([name]) => !taken.includes(name)));

/** What differs in an environment. Where one end of the range is said, so is the other, or they might not fit. */
const overridesFrom = ({ others, tier }: ServiceDraft, measured: boolean, environments: readonly string[], taken: readonly string[]) =>
  (others.overrides ?? []).map(({ environment, override: { scale, settings, size } }) => {
    const said = scale && scaleFrom({ ...scale, ...(scale.pods && { pods: { more: 0, room: 0, ...scale.pods } }) }, tier, measured);
    return [at(environments, environment) ?? '', lean({ size, scale: said, settings: settingsBut(settings, taken) })] as const;
  });

/** One service with what it says of others. */
export const related = (each: Located, draft: ServiceDraft, all: readonly Located[], nameable: Nameable): Located => {
  const { others, until, reason, tier } = draft;
  const { environments, rules, policies, issuer } = nameable;
  // Who promises something relies on nobody who promises nothing.
  const reachable = all.filter(
    ({ name, definition }) =>
      name !== each.name && portsOf(definition).length > 0 && (definition.slo !== 'none' || each.definition.slo === 'none'),
  );
  const addressed = (others.addresses ?? []).flatMap(({ variable, callee, port }) => {
    const called = at(reachable, callee);
    const portName = called && port !== undefined ? at(portsOf(called.definition), port)?.name : undefined;
    return called ? [{ variable, name: called.name, address: portName ? `${called.name}:${portName}` : called.name }] : [];
  });
  const calls = [...new Set([...named(reachable, others.calls).map(({ name }) => name), ...addressed.map(({ name }) => name)])];
  const { metrics, image, http, settings, sends = [] } = each.definition;
  const measured = metrics !== 'none' && (metrics !== undefined || (image === undefined && http !== undefined));
  const given = [...calls.map((callee) => `${names.screamingSnake(callee)}_URL`), ...sends.map((kind) => names.sendingVariables[kind])];
  const taken = [...given, ...addressed.map(({ variable }) => variable)];
  const overrides = overridesFrom(draft, measured, environments, taken);
  const definition: ServiceDefinition = lean({
    ...each.definition,
    settings: settingsBut(settings, taken),
    environments: others.environments && each.name !== issuer ? named(environments, others.environments) : undefined,
    calls: calls.length ? calls : undefined,
    addresses: addressed.length
      ? Object.fromEntries(
          addressed.filter(({ variable }) => !given.includes(variable)).map(({ variable, address }) => [variable, address]),
        )
      : undefined,
    in: overrides.length ? Object.fromEntries(overrides) : undefined,
    waivers: others.waived && named(rules, others.waived).map((rule) => ({ rule, reason, until })),
    exemptions: others.exempted && named(policies, others.exempted).map((policy) => ({ policy, reason, until })),
  });
  return { ...each, definition: { ...definition, tier } };
};

const typesOf = (events: readonly EventType[] = []): string[] => events.map(({ type }) => type);

/** Callees and producers are wherever somebody relies on them. */
export const spread = (all: readonly Located[], issuer?: string): Located[] => {
  const where = new Map(all.map(({ name, definition }) => [name, name === issuer ? undefined : definition.environments]));
  const follow = (relied: string, by: string): boolean => {
    const [own, wanted] = [where.get(relied), where.get(by)];
    if (own === undefined || wanted?.every((each) => own.includes(each))) return false;
    where.set(relied, wanted && [...new Set([...own, ...wanted])]);
    return true;
  };
  const reliedOn = (by: ServiceDefinition): string[] => [
    ...(by.calls ?? []),
    ...typesOf(by.consumes).flatMap((type) => all.find(({ definition }) => typesOf(definition.produces).includes(type))?.name ?? []),
  ];
  const step = (): boolean =>
    all
      .map(({ name, definition }) =>
        reliedOn(definition)
          .map((each) => follow(each, name))
          .some(Boolean),
      )
      .some(Boolean);
  while (step());
  return all.map((each) => {
    const environments = where.get(each.name);
    const about = (name: string): boolean => environments === undefined || environments.includes(name);
    const overrides = each.definition.in && Object.entries(each.definition.in).filter(([name]) => about(name));
    return { ...each, definition: lean({ ...each.definition, environments, in: overrides && Object.fromEntries(overrides) }) };
  });
};
