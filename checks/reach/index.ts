/** Who can reach whom on a cluster, by policies, mesh, Services and ports; and what of it the definitions ask for. */
export { blockedWays } from './blocked';
export { type End, endNames, endOf } from './ends';
export { type Answer, explain, type Hop } from './explain';
export { chartNamespaces, type PodGroup } from './pods';
export { inText } from './ports';
export { Reach } from './reach';
export { type Port, tcp } from './step';
export { undeclaredIn } from './undeclared';
export { type Way, waysOf } from './ways';
