import { defineRule } from './mechanism/rule';
import { takeOut } from './meshes/mutations';
import { refusedByMesh } from './meshes/outside';

export default defineRule({
  why: 'What scrapes is outside of the mesh, and pods that take connections of the mesh alone refuse it: no metrics, no alerts.',
  incidents: ['I04'],
  check: (scene) => refusedByMesh(scene, 'scrape', 'bring what scrapes into the mesh by meshed in its definition'),
  mutation: (apps) => takeOut(apps, ({ metadata }) => metadata.name === apps[0]?.cluster.scraper?.namespace),
});
