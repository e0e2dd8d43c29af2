import { firstOf } from './mechanism/pods';
import { defineRule } from './mechanism/rule';

const label = (mode: string): string => `pod-security.kubernetes.io/${mode}`;

/** Namespaces of services meet the strictest level in every mode. */
const forServices = { modes: ['enforce', 'warn', 'audit'], levels: ['restricted'] };

/** Namespaces of components enforce a level that is written down; which one, their pods decide. */
const forComponents = { modes: ['enforce'], levels: ['restricted', 'baseline', 'privileged'] };

export default defineRule({
  why: 'One careless pod in the namespace may do on its node whatever it likes.',
  elsewhere: { kyverno: ['apply-pss-restricted-profile'], checkov: ['CKV_K8S_29', 'CKV_K8S_30'] },
  *check({ objects }) {
    for (const { app, json } of objects.filter((object) => object.json.kind === 'Namespace')) {
      const { labels = {} } = json.metadata;
      const { modes, levels } = labels.tenant === 'true' ? forServices : forComponents;
      for (const mode of modes) {
        const level = labels[label(mode)];
        if (level !== undefined && levels.includes(level)) continue;
        yield {
          app,
          json,
          fact: `has ${label(mode)} ${level ? `'${level}'` : 'unset'}`,
          fix: `label it ${label(mode)}: ${levels.join(' or ')}`,
        };
      }
    }
  },
  mutation: (apps) => {
    delete firstOf(apps, 'Namespace').metadata.labels[label('enforce')];
  },
});
