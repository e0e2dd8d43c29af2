import { names } from '#model';
import { askedBy } from './capacity/demand';
import { poolOf, poolsIn } from './capacity/pools';
import { containersOf } from './mechanism/pods';
import { defineRule, type MutableApp } from './mechanism/rule';

const gpu = 'nvidia.com/gpu';

export default defineRule({
  why: 'A GPU that nothing on the node offers to Kubernetes cannot be asked for: the pod waits for ever.',
  incidents: ['I28', 'P05'],
  *check(scene) {
    const pools = poolsIn(scene);
    const offering = pools.filter(({ offersGpus, families }) => offersGpus && families.every((family) => /^[gp]\d/.test(family)));
    const fix = offering.length
      ? `run it on ${offering.map(({ name }) => `the pool '${name}'`).join(' or ')}`
      : 'add a pool of instances with GPUs whose image has the device plug-in in it';
    for (const { app, json, spec } of scene.pods) {
      const asked = askedBy(spec, 'limits', gpu);
      const pool = poolOf(spec.nodeSelector, pools);
      if (asked === 0 || (pool && offering.includes(pool))) continue;
      yield {
        app,
        json,
        fact: `asks for ${asked} of ${gpu}, and ${pool ? `the pool '${pool.name}' offers none` : 'runs on no pool that offers it'}`,
        fix,
      };
    }
  },
  mutation: (apps: MutableApp[]) => {
    for (const { json } of apps.flatMap(({ objects }) => objects)) {
      const pod = json.kind === 'CronJob' ? json.spec.jobTemplate.spec.template : json.spec?.template;
      if (
        !pod?.spec?.containers ||
        containersOf({ spec: pod.spec } as Parameters<typeof containersOf>[0]).every(({ container }) => !container.resources?.limits?.[gpu])
      )
        continue;
      pod.spec.nodeSelector = { [names.nodeRoleLabel]: 'general' };
      return;
    }
    throw new RangeError('no pod with a GPU to change');
  },
});
