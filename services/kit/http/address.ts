import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** What an address is found from: a request of Node. */
export interface Sender {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string };
}

const mapped = '::ffff:';

/** IPv4 as itself, also where a socket for both versions writes it as IPv6. */
const plain = (address: string): string => (address.startsWith(mapped) && address.includes('.') ? address.slice(mapped.length) : address);

/**
 * The address that a request came from, given how many proxies before the service are ours: each adds who spoke to it at the right of
 * `X-Forwarded-For`, so what stands further left was written by the client and is not believed.
 */
export const addressOf = ({ headers, socket }: Sender, trustedHops: number): string => {
  const direct = plain(socket.remoteAddress ?? '');
  const forwarded = headers['x-forwarded-for'];
  if (trustedHops === 0 || forwarded === undefined) return direct;
  const entries = String(forwarded).split(',');
  const address = plain((entries[Math.max(0, entries.length - trustedHops)] ?? '').trim());
  return isIP(address) === 0 ? direct : address;
};

/** Who is counted by an address: a client of IPv6 has at least 2^64 addresses to choose from, which share their first half. */
export const networkOf = (address: string): string => {
  if (!address.includes(':')) return address;
  const [before = '', after] = address.split('::');
  const groups = before === '' ? [] : before.split(':');
  const behind = after === undefined || after === '' ? [] : after.split(':');
  const zeros = Array<string>(Math.max(0, 8 - groups.length - behind.length)).fill('0');
  const network = [...groups, ...(after === undefined ? [] : zeros), ...behind].slice(0, 4);
  return `${network.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
};
