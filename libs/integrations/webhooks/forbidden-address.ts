import ipaddr from 'ipaddr.js';

/**
 * Why a server must not be called for somebody else: loopback, private and link-local networks, cloud metadata, anything that is
 * not an ordinary public address (IANA special-purpose registries, by ipaddr.js). Null for a public one. IPv4 inside IPv6 is looked
 * at as IPv4.
 */
export function forbiddenAddress(text: string): string | null {
  if (!ipaddr.isValid(text)) return 'not an address';
  const range = ipaddr.process(text).range();
  return range === 'unicast' ? null : range;
}
