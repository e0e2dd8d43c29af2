import { hoursOf } from './capacity/amounts';
import { certificatesIn } from './certificates/read';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** What cert-manager takes where nothing is said: 90 days, and renewed when two thirds are over. */
const usual = 2160;
const days = 24;

/** The latest that a certificate should be renewed: people hear of one with 30 days left, and of a short one when a third is left. */
const latest = (duration: number): number => (duration > 60 * days ? 32 * days : Math.ceil(duration / 3));

export default defineRule({
  why: 'A certificate that is renewed so late alarms people each time, and leaves them no time when a renewal fails.',
  incidents: ['I10'],
  *check(scene) {
    for (const { app, json, spec } of certificatesIn(scene)) {
      const duration = spec.duration ? hoursOf(spec.duration) : usual;
      const before = spec.renewBefore ? hoursOf(spec.renewBefore) : duration / 3;
      const wanted = latest(duration);
      const fact = `holds ${duration / days} d and is renewed when ${Math.round((before / days) * 10) / 10} d are left`;
      const fix = `write renewBefore: '${wanted}h0m0s'`;
      if (before >= duration) yield { app, json, fact: `${fact}, so it is renewed again and again`, fix };
      else if (before < wanted - days) yield { app, json, fact, fix };
    }
  },
  mutation: (apps) => {
    firstOf(apps, 'Certificate').spec.renewBefore = '24h0m0s';
  },
});
