import { describe, expect, test } from 'vitest';
import { AddressPolicy, parseNetwork } from './address-policy.ts';

const networks = (...texts: string[]) => texts.flatMap((text) => parseNetwork(text) ?? []);

describe('where a webhook may go', () => {
  const strict = new AddressPolicy([]);

  test.each(['93.184.216.34', '8.8.8.8', '2606:2800:220:1::1'])('%s is public', (address) => {
    expect(strict.refusalOf(address)).toBeNull();
  });

  test.each([
    ...['127.0.0.1', '10.1.2.3', '172.31.255.255', '192.168.0.1', '100.64.0.1', '198.18.0.1', '::1', 'fd12::1'],
    // The same addresses in other clothes: mapped, translated, tunnelled.
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::', '2001:0:53aa:64c::', '::127.0.0.1'],
  ])('%s is not, until the configuration says so', (address) => {
    expect(strict.refusalOf(address)).toContain('HORMESIS_WEBHOOK_NETWORKS');
  });

  test('a network of the configuration opens itself and nothing beside it', () => {
    const policy = new AddressPolicy(networks('10.1.0.0/16', '127.0.0.1', 'fd12::/16'));
    for (const address of ['10.1.2.3', '127.0.0.1', 'fd12::1', '::ffff:10.1.2.3'])
      expect(policy.refusalOf(address), address).toBeNull();
    for (const address of ['10.2.0.1', '127.0.0.2', 'fd13::1'])
      expect(policy.refusalOf(address), address).not.toBeNull();
  });

  test.each(['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', 'fd00:ec2::254', '0.0.0.0', '100.100.100.200'])(
    'no configuration opens %s',
    (address) => {
      const open = new AddressPolicy(networks('0.0.0.0/0', '::/0'));
      expect(open.refusalOf(address)).toContain('never');
    },
  );

  test('what is no network is none', () => {
    for (const text of ['10.0.0.0/33', 'localhost', '10.0.0', '', '::/129', '10.0.0.0/8 '])
      expect(parseNetwork(text), text).toBeNull();
  });
});
