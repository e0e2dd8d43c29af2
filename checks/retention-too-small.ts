import { hoursOf } from './capacity/amounts';
import { defineRule } from './mechanism/rule';
import { chartIn, valuesOf } from './meshes/charts';

const chart = 'kube-prometheus-stack';

/** Days for which what happened can be looked at in full, and days over which objectives are held, with some to look back. */
const days = { local: 15, all: 35 };

interface Values {
  readonly prometheus?: {
    readonly prometheusSpec?: { readonly retention?: string; readonly remoteWrite?: readonly unknown[]; readonly thanos?: object };
  };
}

export default defineRule({
  why: 'Objectives are held over 30 days: what is forgotten sooner makes their budget look larger than it is.',
  incidents: ['P16'],
  *check(scene) {
    const found = chartIn(scene, chart);
    if (found === undefined) return;
    // The chart's own figure where nothing is said.
    const { retention = '10d', remoteWrite = [], thanos } = (found.values as Values).prometheus?.prometheusSpec ?? {};
    const elsewhere = remoteWrite.length > 0 || thanos !== undefined;
    const least = elsewhere ? days.local : days.all;
    if (hoursOf(String(retention)) >= least * 24) return;
    const fact = `keeps metrics for ${retention}${elsewhere ? '' : ' and nowhere else'}, and ${least} days are needed`;
    yield { ...found.at, fact, fix: `write prometheus.prometheusSpec.retention: '${least}d', with the disk for it` };
  },
  mutation: (apps) => {
    const spec = valuesOf(apps, chart).prometheus?.prometheusSpec;
    if (spec === undefined) throw new RangeError('no retention to change');
    spec.retention = '5d';
  },
});
