import { type AppSource, applicationsOf, firstApplication } from './applications/read';
import { defineRule } from './mechanism/rule';

/** A full reference of Git, or a commit. */
const exact = /^(refs\/(heads|tags)\/.+|[0-9a-f]{40})$/;
/** A version of a chart as it was published. A range follows whatever comes. */
const version = /^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/;

export default defineRule({
  why: 'What an Application deploys moves with whatever its revision happens to mean today, and nobody decided on it.',
  elsewhere: { kyverno: ['application-field-validation'] },
  incidents: ['I01'],
  *check(scene) {
    for (const { app, json, sources } of applicationsOf(scene))
      for (const source of sources) {
        const wrong = floating(source);
        if (wrong) yield { app, json, ...wrong };
      }
  },
  mutation: (apps) => {
    firstApplication(apps).spec.source.targetRevision = 'HEAD';
  },
});

const floating = ({ targetRevision = '', chart, repoURL }: AppSource): { fact: string; fix: string } | undefined => {
  if ((chart === undefined ? exact : version).test(targetRevision)) return undefined;
  const moves = targetRevision === '' ? 'follows the default branch' : 'may move';
  return {
    fact: `takes ${chart ?? repoURL} at '${targetRevision}', which ${moves}`,
    fix: chart === undefined ? 'write refs/tags/<tag>, refs/heads/<branch> or a commit of 40 digits' : 'write an exact version',
  };
};
