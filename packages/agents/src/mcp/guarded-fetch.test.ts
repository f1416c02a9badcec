import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '../test-support/providers.js';
import { createGuardedFetch, type Lookup } from './guarded-fetch.js';
import { isInternalAddress } from './internal-address.js';

describe('an internal address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1%eth0',
    'fd00::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'ff02::1',
    'localhost',
    '',
  ])('is %s', (address) => expect(isInternalAddress(address)).toBe(true));

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
    'is not %s',
    (address) => expect(isInternalAddress(address)).toBe(false),
  );
});

describe('the guarded fetch', () => {
  const lookingUp =
    (...addresses: readonly string[]): Lookup =>
    (_host, callback) =>
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  it('connects to no name that leads inside, not even among others that do not', async () => {
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '10.0.0.1'], ['::ffff:127.0.0.1']]) {
      const fetch = createGuardedFetch({ allowInternal: false, maxBytes: 1_000 }, lookingUp(...addresses));
      await expect(fetch('http://example.com:9/')).rejects.toMatchObject({ code: 'internal_address' });
    }
  });

  it('takes no spelling of an internal address for another', async () => {
    const fetch = createGuardedFetch({ allowInternal: false, maxBytes: 1_000 });
    for (const host of ['127.1', '0x7f000001', '2130706433', '[::1]', '[::ffff:7f00:1]', '017700000001']) {
      await expect(fetch(`http://${host}:9/`)).rejects.toMatchObject({ code: 'internal_address' });
    }
  });

  it('asks, follows no redirect, and breaks off an answer that is too long', async () => {
    const server = await listen(async (request, response) => {
      if (request.url === '/moved') return void response.writeHead(302, { location: '/' }).end();
      if (request.url === '/long') return void response.end('x'.repeat(5_000));
      const body: Uint8Array[] = [];
      for await (const chunk of request) body.push(chunk as Uint8Array);
      response.end(
        `${request.method} ${request.headers['x-key'] as string} ${Buffer.concat(body).toString()}`,
      );
    });
    onTestFinished(() => server.close());
    const fetch = createGuardedFetch({ allowInternal: true, maxBytes: 1_000 });
    const sent = await fetch(server.url, { method: 'POST', headers: { 'x-key': 'k' }, body: 'hello' });
    expect(await sent.text()).toBe('POST k hello');
    expect((await fetch(`${server.url}/moved`)).status).toBe(302);
    await expect((await fetch(`${server.url}/long`)).text()).rejects.toThrow('more than 1000 bytes');
  });
});
