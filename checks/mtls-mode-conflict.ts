import { defineRule } from './mechanism/rule';
import { takeOut } from './meshes/mutations';
import { refusedByMesh } from './meshes/outside';

export default defineRule({
  why: 'A service that takes connections of the mesh alone refuses a caller that it has, because that one is outside of the mesh.',
  incidents: ['I03', 'I19'],
  check: (scene) => refusedByMesh(scene, 'call', 'bring the caller into the mesh; a component says so by meshed'),
  mutation: (apps) => takeOut(apps, ({ metadata }) => metadata.name === apps[0]?.cluster.gateway?.namespace),
});
