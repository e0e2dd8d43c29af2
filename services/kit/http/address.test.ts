import { addressOf, networkOf } from './address';

const from = (forwarded: string | undefined, hops: number, remoteAddress = '10.0.0.1'): string =>
  addressOf({ headers: { ...(forwarded !== undefined && { 'x-forwarded-for': forwarded }) }, socket: { remoteAddress } }, hops);

test.each([
  ['no proxy is ours, so nothing that is said is believed', '1.1.1.1', 0, '10.0.0.1'],
  ['nobody says anything', undefined, 1, '10.0.0.1'],
  ['one proxy says who spoke to it', '1.1.1.1', 1, '1.1.1.1'],
  ['a client forged what stands left of that', '6.6.6.6, 7.7.7.7,1.1.1.1', 1, '1.1.1.1'],
  ['of two proxies the outer one says it', '6.6.6.6, 1.1.1.1, 10.0.0.2', 2, '1.1.1.1'],
  ['there are fewer entries than proxies', '1.1.1.1', 3, '1.1.1.1'],
  ['what is said is no address', '6.6.6.6, x', 1, '10.0.0.1'],
  ['what is said is empty', '', 1, '10.0.0.1'],
  ['IPv4 is written as IPv6', '6.6.6.6, ::ffff:1.1.1.1', 1, '1.1.1.1'],
  ['it is IPv6', '6.6.6.6, 2001:db8::1', 1, '2001:db8::1'],
])('%s', (_, forwarded, hops, address) => expect(from(forwarded, hops)).toBe(address));

test('a socket for both versions of IP writes IPv4 as itself', () => expect(from(undefined, 1, '::ffff:1.2.3.4')).toBe('1.2.3.4'));

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:2:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s is counted as %s', (address, network) => expect(networkOf(address)).toBe(network));
