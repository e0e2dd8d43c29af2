import { defineRule } from './mechanism/rule';
import { chartIn, valuesOf } from './meshes/charts';

const chart = 'kube-prometheus-stack';

interface Part {
  readonly enabled?: boolean;
}

/** What AWS runs and lets nobody scrape: the part of the chart, and the groups of alerts that miss it. */
const unseen = {
  kubeEtcd: ['etcd'],
  kubeControllerManager: ['kubeControllerManager'],
  kubeScheduler: ['kubeSchedulerAlerting', 'kubeSchedulerRecording'],
} as const;

export default defineRule({
  why: 'An alert that something is not scraped, which cannot be scraped here at all, fires for ever, and people learn to look away.',
  incidents: ['I04'],
  *check(scene) {
    const found = chartIn(scene, chart);
    if (found === undefined) return;
    const { defaultRules, ...parts } = found.values as {
      readonly defaultRules?: { readonly rules?: Readonly<Record<string, boolean>> };
    } & Readonly<Record<string, Part>>;
    for (const [part, groups] of Object.entries(unseen)) {
      if (parts[part]?.enabled !== false)
        yield { ...found.at, fact: `scrapes ${part}, which AWS runs and shows to nobody`, fix: `write ${part}: { enabled: false }` };
      for (const group of groups.filter((each) => defaultRules?.rules?.[each] !== false))
        yield {
          ...found.at,
          fact: `has the alerts of ${group}, whose target cannot be here`,
          fix: `write defaultRules.rules.${group}: false`,
        };
    }
  },
  mutation: (apps) => {
    valuesOf(apps, chart).kubeEtcd.enabled = true;
  },
});
