import ipaddr from 'ipaddr.js';

/** Addresses from the first to the last, of one family. */
export interface Range {
  readonly family: 'ipv4' | 'ipv6';
  readonly first: bigint;
  readonly last: bigint;
}

/** A block of addresses with holes, as network policies write it. */
export interface Block {
  readonly cidr: string;
  readonly except?: readonly string[];
}

const known = new Map<string, Range | undefined>();

/** The addresses of `10.0.0.0/16`; none where it is not written like that. */
const rangeOf = (cidr: string): Range | undefined => {
  if (!known.has(cidr)) known.set(cidr, parsed(cidr));
  return known.get(cidr);
};

const parsed = (cidr: string): Range | undefined => {
  if (!ipaddr.isValidCIDR(cidr)) return undefined;
  const [address, bits] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const size = 1n << BigInt(bytes.length * 8 - bits);
  const value = bytes.reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
  const first = value - (value % size);
  return { family: address.kind(), first, last: first + size - 1n };
};

/** The addresses of a block, without its holes. */
export const rangesOf = ({ cidr, except = [] }: Block): Range[] => {
  const whole = rangeOf(cidr);
  return except.reduce<Range[]>(
    (left, hole) => {
      const gone = rangeOf(hole);
      return gone ? left.flatMap((range) => without(range, gone)) : left;
    },
    whole ? [whole] : [],
  );
};

const without = (range: Range, gone: Range): Range[] => {
  if (!meet(range, gone)) return [range];
  return [
    ...(gone.first > range.first ? [{ ...range, last: gone.first - 1n }] : []),
    ...(gone.last < range.last ? [{ ...range, first: gone.last + 1n }] : []),
  ];
};

const meet = (one: Range, other: Range): boolean => one.family === other.family && one.first <= other.last && other.first <= one.last;

/** Whether any address is in both. */
export const overlap = (some: readonly Range[], others: readonly Range[]): boolean =>
  some.some((one) => others.some((other) => meet(one, other)));

/** What of some addresses is not among others. */
export const beyond = (some: readonly Range[], others: readonly Range[]): Range[] =>
  others.reduce<Range[]>((left, other) => left.flatMap((range) => without(range, other)), [...some]);

/** Whether every one of some addresses is among others. Of no address nothing can be said. */
export const within = (some: readonly Range[], others: readonly Range[]): boolean => some.length > 0 && beyond(some, others).length === 0;
