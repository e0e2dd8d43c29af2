import { acmeIssuersIn, isProduction } from './certificates/read';
import { defineRule } from './mechanism/rule';

const [real, trial] = ['acme-v02', 'acme-staging-v02'].map((host) => `https://${host}.api.letsencrypt.org/directory`);

export default defineRule({
  why: 'Trials use up what the authority grants a domain in a week; and where nobody but it is trusted, another certificate is refused.',
  incidents: ['I10', 'P09'],
  *check(scene) {
    const { edge, environment } = scene.cluster;
    for (const { app, json, acme } of acmeIssuersIn(scene)) {
      if (!acme.server.includes('letsencrypt.org') || isProduction(acme) === edge) continue;
      yield edge
        ? {
            ...{
              app,
              json,
              fact: `asks ${acme.server}, and CloudFront stands before ${environment.name}, which does not trust its certificates`,
            },
            fix: `ask ${real}`,
          }
        : {
            ...{ app, json, fact: `asks ${acme.server}, and nothing before ${environment.name} needs a certificate that everybody trusts` },
            fix: `ask ${trial}`,
          };
    }
  },
  mutation: (apps) => {
    for (const { json } of apps.flatMap(({ objects }) => objects))
      if (json.kind === 'ClusterIssuer' && json.spec.acme) {
        json.spec.acme.server = json.spec.acme.server === real ? trial : real;
        return;
      }
    throw new RangeError('no issuer to change');
  },
});
