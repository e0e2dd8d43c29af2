import { firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** Dots that are enough for `<service>.<namespace>.svc`, which is asked with what follows it. */
const most = 2;

export default defineRule({
  why: 'Every name outside of the cluster is first asked for with each ending of the cluster: five times the load on DNS, and stalls when it is late.',
  elsewhere: { 'kube-linter': ['dnsconfig-options'], kyverno: ['add-ndots'] },
  incidents: ['I31'],
  *check({ pods }) {
    for (const { app, json, spec } of pods) {
      const value = spec.dnsConfig?.options?.find(({ name }) => name === 'ndots')?.value;
      if (value !== undefined && Number(value) <= most) continue;
      yield { app, json, fact: `its pods have ndots ${value ?? 'unset, which is 5'}`, fix: `set dnsConfig.options ndots to '${most}'` };
    }
  },
  mutation: (apps) => {
    delete firstPod(apps).dnsConfig;
  },
});
