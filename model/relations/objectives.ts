import { latencyEdges, measuresItself } from '../rollout';
import type { Relation } from './relation';

/** What a service promises in so many words, something measures. */
export const promises: Relation = function* ({ services }) {
  for (const { file, slo, ...service } of services) {
    if (slo === undefined || slo === 'none') continue;
    if (!measuresItself(service)) {
      const fact = "promises something under 'slo', and its code does not run on the kit, or has no metrics";
      yield { file, rule: 'slo-unmeasured', fact, fix: "write slo: 'none'; nothing would hold it against that" };
      continue;
    }
    const { latencyMs } = slo;
    if (latencyMs === undefined || latencyEdges.includes(latencyMs / 1000)) continue;
    const near = [...latencyEdges].sort((a, b) => Math.abs(a * 1000 - latencyMs) - Math.abs(b * 1000 - latencyMs)).slice(0, 2);
    yield {
      file,
      rule: 'slo-threshold-not-bucket-edge',
      fact: `slo.latencyMs is ${latencyMs}, which is no limit at which the kit counts`,
      fix: `write ${near.map((edge) => edge * 1000).join(' or ')}`,
    };
  }
};
