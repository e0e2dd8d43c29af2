import { groupOf } from '#model';
import { gatewayApi } from './crds/gateway-api';
import { karpenter } from './crds/karpenter';
import { type CrdRule, leadsTo } from './crds/read';
import { traffic } from './crds/traffic';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { inCel, programOf } from './policies/evaluate';

const rules = new Map(Object.entries({ ...gatewayApi, ...karpenter, ...traffic }));

/** @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation-rules */
export default defineRule({
  why: 'The API server refuses an object that breaks a rule of its definition, although it fits the schema, and the sync stops there.',
  elsewhere: { 'kube-linter': ['schema-validation'] },
  *check({ objects }) {
    for (const { app, json } of objects)
      for (const rule of rules.get(`${groupOf(json.apiVersion)}/${json.kind}`) ?? [])
        for (const { place, value } of leadsTo(json, rule.at))
          if (!holds(rule, value)) yield { app, json, fact: `${place} ${rule.fact}`, fix: rule.fix };
  },
  mutation: (apps) => {
    firstOf(apps, 'HTTPRoute').spec.rules[0].timeouts.backendRequest = '1h';
  },
});

/** What cannot be judged, because a field is not what it should be, the schema refuses. */
const holds = (rule: CrdRule, value: object): boolean => {
  try {
    return programOf(rule.holds)({ self: inCel(value) }) === true;
  } catch {
    return true;
  }
};
