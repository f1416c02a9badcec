import { type Clock, systemClock } from '@agent-chat/core';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits.js';
import { RpcClient, refusedUpgrade } from '../test-support/rpc-client.js';
import { rawExchange, startTestServer } from '../test-support/test-server.js';

describe('a message that is no request', () => {
  it.each([
    ['malformed JSON', '{"jsonrpc":', -32700, null],
    ['nothing', '', -32700, null],
    ['nested absurdly deep', '['.repeat(100_000), -32700, null],
    [
      'nested too deep',
      `{"jsonrpc":"2.0","id":6,"method":"ping","params":{"a":${'['.repeat(40)}${']'.repeat(40)}}}`,
      -32700,
      null,
    ],
    ['no object', '42', -32600, null],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600, null],
    ['another version', '{"jsonrpc":"1.0","id":"a","method":"ping"}', -32600, 'a'],
    ['without an id', '{"jsonrpc":"2.0","method":"ping"}', -32600, null],
    ['with an id of another type', '{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600, null],
    [
      'with an id that cannot be compared',
      '{"jsonrpc":"2.0","id":{"length":{"toString":1,"valueOf":1}},"method":"ping"}',
      -32600,
      null,
    ],
    [
      'with a method that cannot be compared',
      '{"jsonrpc":"2.0","id":9,"method":{"length":{"toString":1,"valueOf":1}}}',
      -32600,
      9,
    ],
    ['without a method', '{"jsonrpc":"2.0","id":7}', -32600, 7],
    ['a response', '{"jsonrpc":"2.0","id":8,"result":{}}', -32600, 8],
  ])('%s is answered, and the socket stays', async (_name, text, number, id) => {
    const server = await startTestServer();
    const client = await RpcClient.open(server);
    client.sendText(text);
    const answer = await client.answer(id);
    expect(answer.error).toMatchObject({ code: number, data: { code: 'InvalidRequest' } });
    expect((await client.call('ping', {})).result).toBeDefined();
  });

  it('is answered also when it is binary', async () => {
    const server = await startTestServer();
    const client = await RpcClient.open(server);
    client.socket.send(Buffer.from([0, 1, 2]));
    expect((await client.answer(null)).error?.code).toBe(-32700);
  });

  it.each([
    ['larger than the limit', 1009, (client: RpcClient) => client.sendText('x'.repeat(300 * 1024))],
    [
      'in very many fragments',
      1008,
      (client: RpcClient) => {
        for (let part = 0; part < 100; part += 1) client.socket.send('x', { fin: false });
      },
    ],
  ])('%s closes its socket and no other', async (_name, code, send) => {
    const server = await startTestServer();
    const [bad, good] = [await RpcClient.open(server), await RpcClient.open(server)];
    send(bad);
    expect(await bad.closed).toMatchObject({ code });
    expect((await good.call('ping', {})).result).toBeDefined();
  });
});

describe('an upgrade', () => {
  it('to another address is a typed 404', async () => {
    const server = await startTestServer();
    for (const path of ['/', '/api/ws/', '/api/other']) {
      const { status, body } = await refusedUpgrade(server, {}, path);
      expect(status).toBe(404);
      expect(JSON.parse(body)).toMatchObject({ code: 'UnknownRoute' });
    }
  });

  it('to another protocol is an ordinary request', async () => {
    const server = await startTestServer();
    const response = await server.call('GET', '/api/ws');
    expect(response.status).toBe(404);
  });

  it.each([
    ['/api/ws', 'user:password@localhost'],
    ['//user:password@localhost/api/ws', 'localhost'],
    ['http://user:password@localhost/api/ws', 'localhost'],
    ['/api/ws', 'no host at all'],
    ['http://[::1', 'localhost'],
  ])('to %s of the host "%s" is refused, and the server goes on', async (target, host) => {
    const server = await startTestServer();
    const answer = await rawExchange(
      server.port,
      `GET ${target} HTTP/1.1\r\nhost: ${host}\r\nconnection: upgrade\r\nupgrade: websocket\r\n` +
        'sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await server.call('GET', '/api/health')).status).toBe(200);
  });
});

describe('a fault of ours at the upgrade', () => {
  it('ends that socket, is logged, and leaves the server to the others', async () => {
    let isBroken = true;
    const clock: Clock = {
      now: () => Date.now(),
      after(delayMs, callback) {
        // Of the deadline for the first message.
        if (isBroken && delayMs === DEFAULT_LIMITS.authenticateWithinMs) {
          throw new Error('There are no timers.');
        }
        return systemClock().after(delayMs, callback);
      },
    };
    const server = await startTestServer({ clock });
    const broken = await RpcClient.open(server);
    expect(await broken.closed).toMatchObject({ code: 1006 });
    expect(server.logs).toEqual([expect.stringContaining('There are no timers.')]);
    isBroken = false;
    const next = await RpcClient.open(server);
    expect((await next.call('ping', {})).result).toBeDefined();
  });
});
