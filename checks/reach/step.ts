import type { Located } from '../mechanism/rule';
import type { Range } from './addresses';
import type { PodGroup } from './pods';
import type { Direction } from './policy';

/** A port of a container, and what is spoken below. */
export interface Port {
  readonly number: number;
  readonly protocol: 'TCP' | 'UDP';
}

export const tcp = (number: number): Port => ({ number, protocol: 'TCP' });

/** Something with addresses that is no pod: subnets, a node, the internet. */
export interface Place {
  /** How people name it: `the control plane`. */
  readonly name: string;
  readonly ranges: readonly Range[];
}

/** One end of a connection. */
export type Peer = PodGroup | Place;

export const isPlace = (peer: Peer): peer is Place => 'ranges' in peer;

/** One of the things that a connection must get past. */
export interface Step {
  readonly allows: boolean;
  /** Which wall it is. @default - authorization by a mesh */
  readonly direction?: Direction;
  /** The object that decides. @default - none does */
  readonly object?: Located;
  /** What the object, or nobody, says about it: `egress rule 2 lets it out to …`. */
  readonly says: string;
}
