import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';
import { parse } from './queries/parse';
import { queriesIn } from './queries/read';

/** Series that count failures, by their name or by what is asked of their labels. */
const failing = /(^|_)(errors?|failures?|failed)(_|$)/;
const failed = /^(5\.\.|5|error|failed|dead)/;

export default defineRule({
  why: 'So many failures a second are nothing at the peak and everything at night: such an alert is late by day, or wakes people for one request.',
  incidents: ['P33'],
  *check(scene) {
    for (const { app, json, place, text } of queriesIn(scene)) {
      if (!place.startsWith('alert ')) continue;
      const counts = parse(text).selections.filter(
        ({ metric, matchers }) =>
          failing.test(metric) ||
          matchers.some(
            ({ label, operator, value }) => /^(status|code|result|outcome)$/.test(label) && !operator.startsWith('!') && failed.test(value),
          ),
      );
      const [first] = counts;
      // A part of all requests, or besides a number of them.
      const form = text.replaceAll(/"[^"]*"/g, '');
      if (first === undefined || !/\brate\s*\(/.test(form) || /\/|\band\b/.test(form)) continue;
      yield {
        app,
        json,
        fact: `${place} fires at a rate of ${first.metric}, however many requests there are`,
        fix: 'divide it by the rate of all requests, or ask for a number of them beside it',
      };
    }
  },
  mutation: (apps) => {
    for (const { rules } of firstOf(apps, 'PrometheusRule').spec.groups)
      for (const rule of rules)
        if (rule.alert) {
          rule.expr = 'sum(rate(http_requests_total{status=~"5.."}[5m])) > 0.01';
          return;
        }
    throw new RangeError('no alert to change');
  },
});
