import { names } from '#model';
import { contracts } from '../../contract';
import type { Contract, End, Sides } from '../../contract/contract';
import { permissionsOf } from '../../contract/rights';
import type { Draft } from '../graph';
import { idOf, nameOf, objectId, type Reader } from '../surroundings';
import { addRole } from './access';

/** What the stacks make that objects rely on by name, whatever it is: secrets, queues, topics, buckets, repositories, hosts. */
export const readCloud: Reader = (draft, { scene, platform, objects, templates }) => {
  const sides: Sides = { scene, platform, cluster: scene.cluster, templates: templates ?? [] };
  const ids = new Map(objects.map((at) => [nameOf(at), idOf(at.json)]));
  for (const contract of contracts) readContract(draft, contract, sides, ids, templates !== undefined);
  readServiceRoles(draft, sides);
};

const readContract = (draft: Draft, contract: Contract, sides: Sides, ids: ReadonlyMap<string, string>, known: boolean): void => {
  const used = things(contract.used(sides));
  // Without the stacks nobody knows better than who relies on it.
  for (const { value, at, file } of known ? things(contract.created(sides)) : used) {
    const by = known ? { madeBy: at, file } : { madeBy: 'the stacks' };
    draft.add({ id: thingId(contract, value), type: 'resource', name: thingName(contract, value), ...by });
  }
  // Which topics a service uses, its definition says already.
  for (const { value, at } of contract.what === 'topic' ? [] : used) {
    const from = ids.get(at) ?? at;
    if (draft.nodes.has(from)) draft.link('uses', from, thingId(contract, value));
  }
};

/** A topic, a queue and so on by one id, wherever it is named. */
const thingId = ({ what }: Pick<Contract, 'what'>, value: string): string => `${what} ${value}`;
const thingName = ({ what }: Contract, value: string): string => (what === 'topic' ? value : `${what} ${value}`);

/** Besides things, contracts hold who may do what with them. */
const things = (ends: ReturnType<Contract['used']>): End[] => [...ends].filter(({ value }) => !value.includes(', '));

/** What the stacks let the pods of services do. */
const readServiceRoles = (draft: Draft, sides: Sides): void => {
  const { platform, cluster } = sides;
  const allowed = new Map<string, { from: string; to: string; actions: Set<string> }>();
  for (const { service, action, arn } of permissionsOf(sides)) {
    const { domain } = platform.service(service);
    const from = addRole(draft, names.roleName(cluster.name, domain, service));
    draft.link('owns', `service ${service}`, from);
    draft.link('assumes', objectId('ServiceAccount', domain, service), from);
    const to = thingNamed(draft, sides, typeof arn === 'string' ? arn : JSON.stringify(arn));
    const known = allowed.get(`${from} ${to}`) ?? { from, to, actions: new Set() };
    known.actions.add(action);
    allowed.set(`${from} ${to}`, known);
  }
  for (const { from, to, actions } of allowed.values()) draft.link('may', from, to, { how: [...actions].sort().join(', ') });
};

/** The queue, topic, bucket or group that an ARN names; the ARN itself where it is none of those. */
const thingNamed = (draft: Draft, { cluster }: Sides, arn: string): string => {
  const last = arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
  const candidates = [
    `queue ${names.queueUrl(cluster, last)}`,
    ...(arn.includes(':topic/') ? [`topic ${last}`] : []),
    ...(arn.includes(':group/') ? [`group ${last}`] : []),
    `bucket ${arn.replace(/^arn:aws:s3:::|\/.*$/g, '')}`,
  ];
  return candidates.find((id) => draft.nodes.has(id)) ?? draft.add({ id: `resource ${arn}`, type: 'resource', name: arn });
};
