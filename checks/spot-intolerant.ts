import { names } from '#model';
import { poolOf, poolsIn } from './capacity/pools';
import { firstPod } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { scalingOf } from './scaling/read';

/** AWS says two minutes before that it takes a node back; some of them pass until the pods are told. Unit: seconds. */
const warning = 110;

export default defineRule({
  why: 'AWS takes such nodes back within two minutes, many at once: what is needed, keeps data or has few pods is then away.',
  incidents: ['P06'],
  *check(scene) {
    const pools = poolsIn(scene).filter(({ spot }) => spot);
    const least = new Map(scalingOf(scene).staying.map(({ json, replicas }) => [json, replicas]));
    for (const { app, json, spec, ends } of scene.pods) {
      const pool = poolOf(spec.nodeSelector, pools);
      if (pool === undefined) continue;
      const { terminationGracePeriodSeconds: grace = 30, priorityClassName = '' } = spec;
      const replicas = least.get(json) ?? 1;
      const facts = [
        ...(priorityClassName.endsWith('critical') ? ['is critical'] : []),
        ...(json.kind === 'StatefulSet' ? ['keeps data'] : []),
        ...(!ends && replicas < 3 ? [`may have no more pods than ${replicas}`] : []),
        ...(grace > warning ? [`takes ${grace} s to end, and is given ${warning} s`] : []),
      ];
      if (facts.length > 0)
        yield {
          app,
          json,
          fact: `runs on the pool '${pool.name}' alone, whose nodes may be taken back, and ${facts.join(', and ')}`,
          fix: "run it on the pool 'general'",
        };
    }
  },
  mutation: (apps) => {
    const pod = firstPod(apps);
    pod.nodeSelector = { [names.nodeRoleLabel]: 'spot' };
    pod.tolerations = [{ key: names.nodeRoleLabel, value: 'spot', operator: 'Equal', effect: 'NoSchedule' }];
  },
});
