import { didYouMean, type Kinds, objectName, type RenderedApp } from '#model';
import { type Application, applicationsOf } from './applications/read';
import { defineRule, type MutableObject, type Scene, type Violation } from './mechanism/rule';

export default defineRule({
  why: 'A bare cluster that is given what stands in Git stops half-way, because something comes after what needs it.',
  incidents: ['P34'],
  *check(scene) {
    const applications = applicationsOf(scene);
    yield* usedTooEarly(scene, applications);
    yield* needsMore(scene, applications);
  },
  mutation: (apps) => {
    const services = apps.flatMap(({ objects }) => objects).filter(({ json }) => json.kind === 'Application');
    const crds = services.find(({ json }) => json.metadata.name === 'prometheus-operator-crds')?.json as MutableObject | undefined;
    if (crds === undefined) throw new RangeError('no kinds that could come later');
    crds.metadata.annotations['argocd.argoproj.io/sync-wave'] = '99';
  },
});

/** Objects of a kind that a later wave installs. */
function* usedTooEarly({ cluster }: Scene, applications: readonly Application[]): Generator<Violation> {
  const waves = new Map(applications.map(({ name, wave }) => [name, wave]));
  const installers = new Map(cluster.components.flatMap(({ name, provides }) => kindsIn(provides?.kinds).map((kind) => [kind, name])));
  for (const { name, wave, folders } of applications)
    for (const { app, json } of folders.flatMap((each) => each.objects.map((object) => ({ app: each, json: object.json })))) {
      const installer = installers.get(`${json.apiVersion} ${json.kind}`);
      const after = installer === undefined || installer === name ? undefined : waves.get(installer);
      if (after === undefined || after < wave || isOfArgo(json.apiVersion)) continue;
      const fact = `comes in wave ${wave}, and its kind with '${installer}' in wave ${after}`;
      yield { app, json, fact, fix: `let '${name}' come after '${installer}'` };
    }
}

const kindsIn = (kinds: Kinds = {}): string[] =>
  Object.entries(kinds).flatMap(([version, { namespaced = [], cluster = [] }]) =>
    [...namespaced, ...cluster].map((kind) => `${version} ${kind}`),
  );

/** What deploys everything is there before everything. */
const isOfArgo = (apiVersion: string): boolean => apiVersion === 'argoproj.io/v1alpha1';

/** What is applied by hand may need nothing but what is applied with it. */
function* needsMore({ apps }: Scene, applications: readonly Application[]): Generator<Violation> {
  for (const app of apps.filter(({ folder }) => folder.startsWith('argocd/bootstrap/'))) {
    const [namespaces, projects] = ['Namespace', 'AppProject'].map((kind) => namesIn(app, kind)) as [string[], string[]];
    for (const { json } of app.objects) {
      const { namespace } = json.metadata;
      if (namespace === undefined || namespaces.includes(namespace)) continue;
      yield { app, json, fact: `needs namespace '${namespace}', which is not among what is applied by hand`, fix: 'add it there' };
    }
    for (const { json, project = 'default' } of applications.filter((each) => each.app === app))
      if (!projects.includes(project)) {
        const fact = `needs project '${project}', which is not among what is applied by hand with ${objectName(json)}`;
        yield { app, json, fact, fix: didYouMean(project, projects, 'add it there'), unless: ['project-denies-object'] };
      }
  }
}

const namesIn = ({ objects }: RenderedApp, kind: string): string[] =>
  objects.flatMap(({ json }) => (json.kind === kind ? [json.metadata.name] : []));
