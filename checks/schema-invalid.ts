import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { KubernetesModel } from '#model';
import { firstOf } from './mechanism/pods';
import { defineRule, type Located, type MutableObject, type Violation } from './mechanism/rule';

/** The same kind of model around what is written, which patches and placement may have changed since its author built it. */
const asWritten = (model: KubernetesModel, json: object): KubernetesModel =>
  Reflect.construct(model.constructor as new (data: object) => KubernetesModel, [json]);

/** Kinds of which a name alone is something. */
const named: ReadonlySet<string> = new Set(['Namespace', 'ServiceAccount', 'ConfigMap', 'Secret']);

const isEmpty = ({ apiVersion, kind, metadata, ...rest }: MutableObject): boolean => !named.has(kind) && Object.keys(rest).length === 0;

/** What every object must have, and no schema of a kind sees: it is what it was built as, has a name, and says something. */
function* unlike({ apiVersion, kind }: KubernetesModel, at: Located): Generator<Violation> {
  const { json } = at;
  if (json.apiVersion !== apiVersion || json.kind !== kind) {
    const fact = `is written as ${json.apiVersion} ${json.kind}, and was built as ${apiVersion} ${kind}`;
    yield { ...at, fact, fix: `write ${apiVersion} ${kind}`, unless: ['kind-not-installed'] };
  }
  if (typeof json.metadata?.name !== 'string' || json.metadata.name === '')
    yield { ...at, fact: 'does not fit its schema: it has no name', fix: 'name it in metadata.name' };
  if (isEmpty(json as MutableObject))
    yield { ...at, fact: 'says nothing: it has a name alone', fix: `give it what a ${kind} has, as a spec` };
}

export default defineRule({
  why: 'The API server refuses an object that does not fit the schema of its kind, and the sync stops there.',
  elsewhere: { 'kube-linter': ['schema-validation'] },
  *check({ apps }) {
    for (const app of apps) {
      for (const { json, model } of app.objects) {
        if (model === undefined) {
          yield {
            app,
            json,
            fact: `nobody said what a ${json.apiVersion} ${json.kind} may hold`,
            fix: 'build it from a typed model, not from a plain object',
          };
          continue;
        }
        yield* unlike(model, { app, json });
        try {
          asWritten(model, json).validate();
        } catch (error) {
          yield {
            app,
            json,
            fact: `does not fit its schema: ${(error as Error).message}`,
            fix: `correct the field as the reference of ${json.apiVersion} ${json.kind} says`,
          };
        }
      }
    }
  },
  mutation: (apps) => {
    const { namespace } = firstOf(apps, 'Deployment').metadata;
    const broken = new ConfigMap({ metadata: { name: 'broken', namespace }, data: { key: 1 as never } });
    apps[0]?.objects.push({ json: broken.toJSON() as MutableObject, model: broken });
  },
});
