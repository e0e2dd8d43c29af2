import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

interface MonitorSpec {
  readonly sampleLimit?: number;
  readonly podTargetLabels?: readonly string[];
  readonly targetLabels?: readonly string[];
  readonly endpoints?: readonly Endpoint[];
  readonly podMetricsEndpoints?: readonly Endpoint[];
}

interface Endpoint {
  readonly relabelings?: readonly { readonly targetLabel?: string }[];
  readonly metricRelabelings?: readonly { readonly targetLabel?: string }[];
}

/** Series that one target may have. */
const most = 20_000;

/** Labels with as many values as there are people or requests. */
const endless = /^(user|email|id|path|url|session|request|trace)(_?id)?$/i;

export default defineRule({
  why: 'One service with a label of endless values fills the memory of Prometheus, and all others are no longer watched either.',
  incidents: ['P15'],
  *check({ objects }) {
    for (const { app, json } of objects) {
      if (json.kind !== 'ServiceMonitor' && json.kind !== 'PodMonitor') continue;
      const { sampleLimit, podTargetLabels = [], targetLabels = [], endpoints = [], podMetricsEndpoints = [] } = json.spec as MonitorSpec;
      if (sampleLimit === undefined || sampleLimit === 0 || sampleLimit > most)
        yield { app, json, fact: `takes ${sampleLimit || 'any number of'} series of a target`, fix: `write sampleLimit: ${most} or less` };
      const written = [...endpoints, ...podMetricsEndpoints].flatMap(({ relabelings = [], metricRelabelings = [] }) =>
        [...relabelings, ...metricRelabelings].flatMap(({ targetLabel }) => targetLabel ?? []),
      );
      for (const label of [...podTargetLabels, ...targetLabels, ...written].filter((each) => endless.test(each)))
        yield {
          app,
          json,
          fact: `adds the label '${label}', which has a value for each person or request`,
          fix: 'leave it out; logs and traces tell them apart',
        };
    }
  },
  mutation: (apps) => {
    delete firstOf(apps, 'ServiceMonitor').spec.sampleLimit;
  },
});
