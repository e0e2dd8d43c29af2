import type { MutableApp, MutableObject } from '../mechanism/rule';

/** The first policy of a service that has an ingress rule of some kind, for mutations. */
export const firstPolicy = (
  apps: MutableApp[],
  fits: (rule: MutableObject) => boolean,
): { app: MutableApp; policy: MutableObject; rule: MutableObject } => firstRule(apps, 'ingress', fits);

/** The first policy of a service that has an egress rule of some kind, for mutations. */
export const firstWayOut = (
  apps: MutableApp[],
  fits: (rule: MutableObject) => boolean,
): { app: MutableApp; policy: MutableObject; rule: MutableObject } => firstRule(apps, 'egress', fits);

const firstRule = (apps: MutableApp[], direction: 'ingress' | 'egress', fits: (rule: MutableObject) => boolean) => {
  // Applications of services are those that have pods here.
  for (const app of apps.filter(({ objects }) => objects.some(({ json }) => json.kind === 'Deployment')))
    for (const { json: policy } of app.objects) {
      if (policy.kind !== 'NetworkPolicy') continue;
      const rule = (policy.spec[direction] ?? []).find(fits);
      if (rule) return { app, policy, rule };
    }
  throw new RangeError(`no ${direction} rule to change`);
};

/** Takes peers out of an ingress rule, and with the last of them the rule: one without peers would let in everybody. */
export const shutOut = (policy: MutableObject, rule: MutableObject, isMeant: (peer: MutableObject) => boolean): void => {
  rule.from = rule.from.filter((peer: MutableObject) => !isMeant(peer));
  if (rule.from.length === 0) policy.spec.ingress = policy.spec.ingress.filter((each: MutableObject) => each !== rule);
};
