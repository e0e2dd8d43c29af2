/** What stacks and manifests must agree on, and how it is held. */
import { didYouMean } from '#model';
import type { Finding } from '../mechanism/rule';
import bucket from './bucket';
import certificate from './certificate';
import clusterName from './cluster-name';
import type { Contract, End, Kind, Sides } from './contract';
import discoveryTag from './discovery-tag';
import firewall from './firewall';
import gitopsCapability from './gitops-capability';
import hostName from './host-name';
import interruptionQueue from './interruption-queue';
import keyAlias from './key-alias';
import logGroup from './log-group';
import networkRange from './network-range';
import nodeGroup from './node-group';
import nodeLabel from './node-label';
import nodeRole from './node-role';
import permission from './permission';
import podIdentity from './pod-identity';
import queue from './queue';
import repository from './repository';
import searchIndex from './search-index';
import secret from './secret';
import sender from './sender';
import targetGroup from './target-group';
import teamGroup from './team-group';
import topic from './topic';

export type { Contract, End, Kind, MutableTemplate, Resource, Sides, Template } from './contract';

export const contracts: readonly Contract[] = [
  podIdentity,
  permission,
  secret,
  keyAlias,
  queue,
  topic,
  bucket,
  searchIndex,
  sender,
  logGroup,
  repository,
  clusterName,
  networkRange,
  discoveryTag,
  nodeRole,
  nodeLabel,
  nodeGroup,
  interruptionQueue,
  gitopsCapability,
  targetGroup,
  hostName,
  certificate,
  firewall,
  teamGroup,
];

/** One value that crosses, with both of its ends. */
export interface Crossing {
  readonly contract: Contract;
  readonly cluster: string;
  readonly value: string;
  readonly created: readonly End[];
  readonly used: readonly End[];
}

/** Whether both sides agree on a value; `spare` where it is created and need not be used. */
export const verdictOf = ({ contract, created, used }: Crossing): 'agreed' | 'spare' | 'missing' | 'unused' => {
  if (created.length === 0) return 'missing';
  if (used.length > 0) return 'agreed';
  return (contract.spare ?? created.every(({ spare }) => spare)) ? 'spare' : 'unused';
};

/** Every value that crosses between a cluster and the stacks. */
export const crossingsOf = (sides: Sides): Crossing[] =>
  contracts.flatMap((contract) => {
    const [created, used] = [byValue(contract.created(sides)), byValue(contract.used(sides))];
    return [...new Set([...used.keys(), ...created.keys()])].sort().map((value) => ({
      ...{ contract, cluster: sides.cluster.name, value },
      ...{ created: created.get(value) ?? [], used: used.get(value) ?? [] },
    }));
  });

const byValue = (ends: Iterable<End>): Map<string, End[]> => {
  const found = new Map<string, End[]>();
  for (const end of ends) found.set(end.value, [...(found.get(end.value) ?? []), end]);
  return found;
};

/** How the value comes to both sides. */
export const kindOf = ({ contract, created: [first] }: Crossing): Kind => first?.kind ?? contract.kind;

/** The rule that a contract is, as findings name it. */
export const ruleOf = ({ what }: Contract): string => `${what.replaceAll(' ', '-')}-mismatch`;

/** The values on which both sides do not agree, each as advice. */
export const mismatches = (crossings: readonly Crossing[]): Finding[] =>
  crossings.flatMap((crossing) => {
    const { contract, cluster, value, created, used } = crossing;
    const verdict = verdictOf(crossing);
    if (verdict === 'agreed' || verdict === 'spare') return [];
    const [end] = verdict === 'missing' ? used : created;
    if (end === undefined) return [];
    const known = crossings.filter((each) => each.contract === contract && each.created.length > 0).map((each) => each.value);
    const what = `the ${contract.what} '${value}'`;
    const finding = { file: end.file, rule: ruleOf(contract), object: end.at, cluster, elsewhere: {} };
    return verdict === 'missing'
      ? [{ ...finding, fact: `${end.at} relies on ${what}, which no stack creates`, fix: didYouMean(value, known, contract.fix.missing) }]
      : [{ ...finding, fact: `${end.at} creates ${what}, which nothing on the cluster uses`, fix: contract.fix.unused }];
  });
