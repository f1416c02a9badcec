import { describe, expect, it } from 'vitest';
import { createClientAddress, networkOf, type TrustedProxies } from './client-address.js';

const PROXIES: TrustedProxies = { addresses: ['10.0.0.0/8', '192.0.2.7', 'fd00::/8'] };

const from = (
  remoteAddress: string | null,
  headers: Readonly<Record<string, string>>,
  trusted: TrustedProxies = PROXIES,
): string | null =>
  createClientAddress(trusted)(new Request('http://localhost/', { headers }), remoteAddress);
const forwarded = (value: string, remoteAddress = '10.0.0.1'): string | null =>
  from(remoteAddress, { 'x-forwarded-for': value });

describe('the address of a visitor', () => {
  it('is that of the connection, whatever a visitor writes who comes through no listed proxy', () => {
    const headers = { 'x-forwarded-for': '1.2.3.4', forwarded: 'for=1.2.3.4', 'x-real-ip': '1.2.3.4' };
    expect(from('203.0.113.5', headers)).toBe('203.0.113.5');
    expect(from('192.0.2.8', headers)).toBe('192.0.2.8');
    expect(from('10.0.0.1', headers, { addresses: [] })).toBe('10.0.0.1');
    expect(from(null, headers)).toBeNull();
    expect(from('no address', headers)).toBeNull();
  });

  it.each([
    ['what the proxy saw', '203.0.113.5', '203.0.113.5'],
    ['not what the visitor wrote in front of it', '1.1.1.1, 10.9.9.9, 203.0.113.5', '203.0.113.5'],
    ['behind several proxies', '1.1.1.1, 203.0.113.5, 10.0.0.3, 192.0.2.7', '203.0.113.5'],
    ['with a port', '203.0.113.5:51234', '203.0.113.5'],
    ['of IPv6 in brackets', '[2001:db8::1]:443', '2001:db8::1'],
    ['of IPv6 bare', '2001:DB8:0:0::1', '2001:db8::1'],
    ['of IPv4 in IPv6', '::ffff:203.0.113.5', '203.0.113.5'],
    ['of a visitor in the proxies’ own network', '10.5.5.5', '10.5.5.5'],
    ['with spaces and tabs around it', ' \t203.0.113.5\t', '203.0.113.5'],
  ])('is %s: %s', (_, header, address) => {
    expect(forwarded(header)).toBe(address);
  });

  it.each([
    '',
    ',',
    'unknown',
    '_hidden',
    '203.0.113.5, unknown',
    '203.0.113.5, 999.1.1.1',
    '203.0.113.5, 0x7f000001',
    '203.0.113.5, 2130706433',
    '203.0.113.5, 127.1',
    '203.0.113.5, 010.0.0.1',
    '203.0.113.5, fe80::1%eth0',
    '203.0.113.5, <script>',
    `203.0.113.5, ${'1'.repeat(5_000)}`,
    '203.0.113.5,',
  ])('is the last proxy where the header ends in what cannot be read: %.40s', (header) => {
    expect(forwarded(header)).toBe('10.0.0.1');
  });

  it('is found in a header of ten thousand hops, from its end', () => {
    expect(forwarded(`${'10.1.1.1, '.repeat(1_000)}203.0.113.5`)).toBe('203.0.113.5');
  });

  it('comes from the header that is named and from no other', () => {
    const headers = { forwarded: 'for=1.1.1.1', 'x-forwarded-for': '203.0.113.5' };
    expect(from('10.0.0.1', headers)).toBe('203.0.113.5');
    expect(from('10.0.0.1', headers, { ...PROXIES, header: 'forwarded' })).toBe('1.1.1.1');
  });

  it.each([
    ['for=203.0.113.5', '203.0.113.5'],
    ['For="[2001:db8::17]:4711"', '2001:db8::17'],
    ['for=1.1.1.1;proto=http;by=10.0.0.9, for=203.0.113.5;host=x', '203.0.113.5'],
    ['for=1.1.1.1, proto=https', '10.0.0.1'],
    ['for=_secret', '10.0.0.1'],
  ])('is read by RFC 7239: %s', (value, address) => {
    const trusted = { ...PROXIES, header: 'forwarded' } as const;
    expect(from('10.0.0.1', { forwarded: value }, trusted)).toBe(address);
  });

  it('counts a connection of IPv4 over an IPv6 socket as the IPv4 proxy that it is', () => {
    expect(forwarded('203.0.113.5', '::ffff:10.0.0.1')).toBe('203.0.113.5');
    expect(forwarded('203.0.113.5', 'fd00::1')).toBe('203.0.113.5');
  });

  it.each(['', '10.0.0.0/33', '10.0.0.0/x', '10.0.0.0/8/8', 'proxy.internal', '10.0.0/8', 'fd00::/129'])(
    'cannot be asked of a proxy that is written as %j',
    (entry) => {
      expect(() => createClientAddress({ addresses: [entry] })).toThrow(/neither an address nor a range/);
    },
  );
});

describe('what is limited together', () => {
  it.each([
    ['203.0.113.5', '203.0.113.5'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['::ffff:203.0.113.5', '::ffff:203.0.113.5'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
