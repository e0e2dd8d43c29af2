import { granted, grantMore, grantsOf } from './access/grants';
import { defineRule } from './mechanism/rule';

export default defineRule({
  why: 'Everybody in the team reads every login of the namespace, and whoever takes one laptop has them all.',
  elsewhere: { 'kube-linter': ['access-to-secrets'], checkov: ['CKV2_K8S_5'] },
  incidents: ['I21'],
  *check(scene) {
    const right = { group: '', resources: ['secrets'], verbs: ['get', 'list', 'watch'], gives: 'every login' };
    for (const grant of grantsOf(scene)) {
      const what = granted(grant, right);
      // To list them by name is to list them all.
      if (what === undefined || (grant.names.length > 0 && what.startsWith('get '))) continue;
      const { app, json } = grant;
      yield {
        app,
        json,
        fact: `grants '${what}' for all Secrets of the namespace`,
        fix: "grant 'get' with the resourceNames that are needed",
      };
    }
  },
  mutation: (apps) => grantMore(apps, { apiGroups: [''], resources: ['secrets'], verbs: ['list'] }),
});
