import { describe, expect, it } from 'vitest';
import { RpcClient, refusedUpgrade } from '../test-support/rpc-client.js';
import { bodyOf, rawExchange, startTestServer, type TestServer } from '../test-support/test-server.js';

const LISTED = 'https://shop.example';
const start = (): Promise<TestServer> => startTestServer({ allowedOrigins: [LISTED] });
const own = (server: TestServer): string => `http://127.0.0.1:${server.port}`;

const FOREIGN = [
  ['null', 'null'],
  ['a suffix', 'https://shop.example.evil.example'],
  ['a prefix', 'https://evil-shop.example'],
  ['a subdomain', 'https://www.shop.example'],
  ['another port', 'https://shop.example:8443'],
  ['another scheme', 'http://shop.example'],
  ['another case', 'https://SHOP.example'],
  ['a slash at the end', 'https://shop.example/'],
  ['no URL', 'shop.example'],
  ['another port of this host', 'http://127.0.0.1:1'],
] as const;

describe('the origin of a request', () => {
  it.each(FOREIGN)('%s is refused over HTTP, and its page can read nothing', async (_name, origin) => {
    const server = await start();
    const headers = { origin };
    const response = await server.call('POST', '/api/public/interfaces/demo/sessions', { headers });
    expect(response.status).toBe(403);
    expect(await bodyOf(response)).toMatchObject({ code: 'Forbidden' });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await server.call('OPTIONS', '/api/public/interfaces/demo/sessions', { headers });
    expect(preflight.status).toBe(403);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it.each(FOREIGN)('%s is refused at the WebSocket upgrade', async (_name, origin) => {
    const server = await start();
    const { status, body } = await refusedUpgrade(server, { origin });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ code: 'Forbidden' });
  });

  it('on the list may call, with its own header and no credentials of the browser', async () => {
    const server = await start();
    const preflight = await server.call('OPTIONS', '/api/conversations/c1/messages', {
      headers: { origin: LISTED, 'access-control-request-method': 'POST' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, PUT, PATCH, DELETE');
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    expect(preflight.headers.get('vary')).toBe('Origin');

    const response = await server.call('GET', '/api/public/interfaces/demo', { headers: { origin: LISTED } });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(response.headers.get('access-control-expose-headers')).toBe('retry-after');
    const client = await RpcClient.open(server, { origin: LISTED });
    expect((await client.call('ping', {})).result).toHaveProperty('ts');
  });

  it('of its own pages, or none at all, needs no list', async () => {
    const server = await start();
    for (const headers of [{ origin: own(server) }, undefined]) {
      const options = headers === undefined ? {} : { headers };
      const response = await server.call('GET', '/api/public/interfaces/demo', options);
      expect(response.status).toBe(200);
      expect(response.headers.get('vary')).toBe('Origin');
      const client = await RpcClient.open(server, headers ?? {});
      expect((await client.call('ping', {})).result).toHaveProperty('ts');
    }
  });

  it('on the list must be written as an origin', async () => {
    for (const origin of [
      '*',
      'shop.example',
      'https://shop.example/',
      'https://shop.example/page',
      'null',
    ]) {
      await expect(startTestServer({ allowedOrigins: [origin] })).rejects.toMatchObject({
        code: 'InvalidConfiguration',
      });
    }
  });
});

describe('the host of a request to a loopback server', () => {
  const ask = (server: TestServer, host: string, more = ''): Promise<string> =>
    rawExchange(server.port, `GET /api/health HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n${more}\r\n`);

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('may be %s, on any port', async (name) => {
    const server = await start();
    expect(await ask(server, name)).toMatch(/^HTTP\/1.1 200 /);
    expect(await ask(server, `${name}:${server.port}`)).toMatch(/^HTTP\/1.1 200 /);
    expect(await ask(server, `${name}:9000`)).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each([
    ['0:0:0:0:0:0:0:1', '[::1]'],
    ['::ffff:127.0.0.1', '[::ffff:7f00:1]'],
    ['LOCALHOST', 'localhost'],
    ['127.1', '127.1'],
  ])('may not be foreign on %s, which is this machine too', async (host, name) => {
    const server = await startTestServer({ host });
    expect(server.url).toBe(`http://${name}:${server.port}`);
    const askThere = (header: string): Promise<string> =>
      rawExchange(
        server.port,
        `GET /api/health HTTP/1.1\r\nhost: ${header}\r\nconnection: close\r\n\r\n`,
        host,
      );
    expect(await askThere('evil.example')).toMatch(/^HTTP\/1.1 403 /);
    expect(await askThere(`${name}:${server.port}`)).toMatch(/^HTTP\/1.1 200 /);
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '127.0.0.2', ''])(
    'may not be "%s", which a foreign page could make it',
    async (name) => {
      const server = await start();
      expect(await ask(server, name)).toMatch(/^HTTP\/1.1 (403|400) /);
      const upgrade =
        'upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
      const answer = await rawExchange(
        server.port,
        `GET /api/ws HTTP/1.1\r\nhost: ${name}\r\nconnection: upgrade\r\n${upgrade}\r\n`,
      );
      expect(answer).toMatch(/^HTTP\/1.1 (403|400) /);
    },
  );

  it('may not be given twice', async () => {
    const server = await start();
    expect(await ask(server, 'localhost', 'host: evil.example\r\n')).not.toMatch(/^HTTP\/1.1 200 /);
  });
});
