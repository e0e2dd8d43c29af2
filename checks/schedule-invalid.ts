import { scheduleFlaw } from './fields/schedule';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

interface Scheduled {
  readonly schedule?: string;
  readonly disruption?: { readonly budgets?: readonly { readonly schedule?: string }[] };
  readonly triggers?: readonly { readonly type: string; readonly metadata?: Readonly<Record<string, string>> }[];
}

export default defineRule({
  why: 'A job with a schedule that cannot be read is refused, and one whose day never comes never runs.',
  *check({ objects }) {
    for (const { app, json } of objects)
      for (const schedule of schedulesOf(json.kind, (json.spec ?? {}) as Scheduled)) {
        const flaw = scheduleFlaw(schedule);
        if (flaw) yield { app, json, fact: `its schedule '${schedule}' ${flaw}`, fix: "write five fields, such as '15 3 * * 1'" };
      }
  },
  mutation: (apps) => {
    firstOf(apps, 'CronJob').spec.schedule = '0 24 * * *';
  },
});

const schedulesOf = (kind: string, { schedule = '', triggers = [], disruption }: Scheduled): string[] => {
  switch (kind) {
    case 'CronJob':
      return [schedule];
    case 'ScaledObject':
      return triggers.flatMap(({ type, metadata }) => (type === 'cron' ? [metadata?.start ?? '', metadata?.end ?? ''] : []));
    case 'NodePool':
      return (disruption?.budgets ?? []).flatMap((budget) => budget.schedule ?? []);
    default:
      return [];
  }
};
