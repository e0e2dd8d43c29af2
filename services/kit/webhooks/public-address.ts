import * as ipaddr from 'ipaddr.js';

/** All that the internet hands out of IPv6. @see https://www.iana.org/assignments/ipv6-address-space */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address belongs to the open internet: not to this machine, a private network, a carrier, a link (where clouds keep their
 * metadata), a group, or a prefix that hides an IPv4 address.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry
 */
export const isPublicAddress = (text: string): boolean => {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv6 ? address.match(globalUnicast) : true;
};
