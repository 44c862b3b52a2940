import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { AddressPolicy } from './address-policy.ts';

/** Where a webhook was to go, and may not. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

export interface Address {
  readonly address: string;
  readonly family: number;
}

/**
 * All addresses of a host, each of them allowed: a name with one that is not is refused whole, because the next question may
 * be answered with that one alone.
 * @throws AddressRefused; what the resolver throws.
 */
export async function allowedAddresses(host: string, policy: AddressPolicy): Promise<Address[]> {
  const literal = isIP(host);
  const found = literal === 0 ? await lookup(host, { all: true }) : [{ address: host, family: literal }];
  for (const { address } of found) {
    const refusal = policy.refusalOf(address);
    if (refusal) throw new AddressRefused(literal === 0 ? `${host} leads to ${refusal}` : `it goes to ${refusal}`);
  }
  return found;
}

/** The host of `url` as a resolver takes it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

/**
 * A webhook's address as people gave it: https, or http into a network that the configuration names.
 * @throws AddressRefused that says what is wrong, the value, and what is allowed.
 */
export async function checkedUrl(text: string, policy: AddressPolicy): Promise<URL> {
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new AddressRefused(`url: must begin with https://, got ${JSON.stringify(text.slice(0, 100))}`);
  if (url.username || url.password)
    throw new AddressRefused('url: must hold no user and password; give `authorization` instead');
  const addresses = await allowedAddresses(hostOf(url), policy).catch((cause: Error) => {
    if (cause instanceof AddressRefused) throw cause;
    throw new AddressRefused(`url: ${hostOf(url)} cannot be resolved (${cause.message})`, { cause });
  });
  if (url.protocol === 'http:' && !addresses.every(({ address }) => policy.isNamed(address)))
    throw new AddressRefused(
      `url: must begin with https:// unless HORMESIS_WEBHOOK_NETWORKS names its network, got http://${url.host}`,
    );
  return url;
}

/** The address as it may be shown: many receivers keep their secret in the path or the query. */
export function shownAddress(text: string): string {
  const { origin, pathname, search } = new URL(text);
  return pathname === '/' && search === '' ? origin : `${origin}/…`;
}
