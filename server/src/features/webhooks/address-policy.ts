import { BlockList, isIP } from 'node:net';

/** Where webhooks may go although it is no public address: a network by address and length of its prefix. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** `10.0.0.0/8`, `fd12::/16`, or one address; null for anything else. */
export function parseNetwork(text: string): Network | null {
  const match = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text);
  const address = match?.[1] ?? '';
  const version = isIP(address);
  if (version === 0) return null;
  const longest = version === 4 ? 32 : 128;
  const prefix = match?.[2] === undefined ? longest : Number(match[2]);
  return prefix > longest ? null : { address, prefix, family: version === 4 ? 'ipv4' : 'ipv6' };
}

/** Machines hand out their credentials here to whoever asks from inside: no setting opens it. Multicast and "this network" are nobody's receiver. */
const NEVER = listOf([
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '100.100.100.200', '168.63.129.16', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', 'fe80::/10', 'ff00::/8', 'fd00:ec2::/32', 'fd20:ce::/32'],
]);

/** IPv4 that is not of the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry. */
const NOT_PUBLIC_4 = listOf([
  ...['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.0.2.0/24', '192.88.99.0/24'],
  ...['192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
]);

/** Of IPv6 only 2000::/3 is public; these parts of it carry other addresses inside, or are for examples. */
const PUBLIC_6 = listOf(['2000::/3']);
const NOT_PUBLIC_6 = listOf(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

function listOf(networks: readonly string[]): BlockList {
  return blockList(networks.flatMap((text) => parseNetwork(text) ?? []));
}

function blockList(networks: readonly Network[]): BlockList {
  const list = new BlockList();
  for (const { address, prefix, family } of networks) list.addSubnet(address, prefix, family);
  return list;
}

/** Decides which addresses a webhook may reach; what is not surely public or allowed is refused. */
export class AddressPolicy {
  readonly #allowed: BlockList;

  constructor(allowed: readonly Network[]) {
    this.#allowed = blockList(allowed);
  }

  /** Why `address` may not be connected to, as the end of "it leads to …"; null: it may. */
  refusalOf(address: string): string | null {
    const version = isIP(address);
    if (version === 0) return `${JSON.stringify(address)}, which is no address`;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    // A BlockList reads ::ffff:10.0.0.1 as 10.0.0.1.
    if (NEVER.check(address, family)) return `${address}, which is never allowed`;
    if (this.#allowed.check(address, family) || isPublic(address, family)) return null;
    return `${address}, which is not public; HORMESIS_WEBHOOK_NETWORKS can allow its network`;
  }

  /** True when `address` is one of a network that the configuration names. */
  isNamed(address: string): boolean {
    const version = isIP(address);
    return version !== 0 && this.#allowed.check(address, version === 4 ? 'ipv4' : 'ipv6');
  }
}

function isPublic(address: string, family: 'ipv4' | 'ipv6'): boolean {
  if (family === 'ipv4') return !NOT_PUBLIC_4.check(address, family);
  return PUBLIC_6.check(address, family) && !NOT_PUBLIC_6.check(address, family);
}
