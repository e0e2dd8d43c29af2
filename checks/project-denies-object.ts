import { deniedBy, type Project } from './applications/project';
import { type Application, applicationsOf, firstApplication } from './applications/read';
import { defineRule, type Scene, type Violation } from './mechanism/rule';

export default defineRule({
  why: 'Argo CD refuses what the project of an Application does not allow, and the project default allows everything to everybody.',
  elsewhere: { kyverno: ['application-prevent-default-project', 'applicationset-name-matches-project'] },
  incidents: ['P13'],
  *check(scene) {
    const projects = new Map(
      scene.objects.flatMap(({ json }) => (json.kind === 'AppProject' ? [[json.metadata.name, json.spec as Project] as const] : [])),
    );
    for (const application of applicationsOf(scene))
      for (const { fact, fix } of wrong(scene, application, projects)) yield { app: application.app, json: application.json, fact, fix };
  },
  mutation: (apps) => {
    firstApplication(apps).spec.project = 'default';
  },
});

type Found = Pick<Violation, 'fact' | 'fix'>;

function* wrong({ references, cluster }: Scene, application: Application, projects: ReadonlyMap<string, Project>): Generator<Found> {
  const { project: name = 'default' } = application;
  const project = projects.get(name);
  if (name === 'default' || project === undefined) {
    const fact = `is in project '${name}', which ${project === undefined && name !== 'default' ? 'is not there' : 'allows everything'}`;
    yield { fact, fix: `put it into one of ${[...projects.keys()].map((each) => `'${each}'`).join(', ')}` };
    return;
  }
  for (const denied of deniedBy(project, application)) {
    // What is nowhere is missing rather than denied, and of what Kubernetes itself makes other rules keep objects away.
    if (denied.what === 'namespace' && references.nodes.get(`Namespace ${denied.name}`)?.at === undefined) continue;
    if (denied.example && !cluster.installs(denied.example.apiVersion, denied.example.kind)) continue;
    const fact = `deploys ${texts[denied.what]} ${denied.name}, which project '${name}' does not allow`;
    yield { fact, fix: `allow the ${denied.what} in AppProject '${name}'` };
  }
}

const texts = { kind: 'the kind of', namespace: 'to namespace', repository: 'from' } as const;
