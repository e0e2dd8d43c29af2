import { didYouMean } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

/** What each workload and its pods say: what they are, whose they are, and where they run. */
const wanted = ['app.kubernetes.io/name', 'app.kubernetes.io/part-of', 'app.kubernetes.io/managed-by', ...['app', 'team', 'env']] as const;

export default defineRule({
  why: "Whoever is woken by a pod that fails cannot tell whom to call, and its cost is nobody's.",
  elsewhere: { 'kube-linter': ['required-label-owner'], kyverno: ['require-labels'] },
  *check({ pods, platform }) {
    const teams = platform.teams.map(({ name }) => name);
    for (const { app, json, labels } of pods)
      for (const [what, those] of [['', json.metadata.labels ?? {}] as const, ['its pods: ', labels] as const]) {
        for (const label of wanted)
          if (!those[label])
            yield { app, json, fact: `${what}has no label '${label}'`, fix: `label it ${label}, in the object and its pods` };
        const { team } = those;
        if (team && !teams.includes(team))
          yield { app, json, fact: `${what}has label team '${team}', which is no team`, fix: didYouMean(team, teams, 'name its owner') };
      }
  },
  mutation: (apps) => {
    delete firstOf(apps, 'Deployment').metadata.labels.team;
  },
});
