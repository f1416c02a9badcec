import { describe, expect, it } from 'vitest';
import { startReverseProxy } from '../test-support/reverse-proxy.js';
import { RpcClient, refusedUpgrade } from '../test-support/rpc-client.js';
import {
  bodyOf,
  OPERATOR_TOKEN,
  startTestServer,
  type TestServer,
  type TestServerOptions,
} from '../test-support/test-server.js';

const NAME = 'chat.example.com';
const PUBLIC = `https://${NAME}`;
const EVIL = 'https://evil.example';
const SESSIONS = '/api/public/interfaces/demo/sessions';

/** As docs/deployment.md has it: the server on this machine alone, and a proxy that ends TLS before it. */
async function deployed(
  options: TestServerOptions = {},
  { passesHost = true, name = NAME } = {},
): Promise<{
  readonly proxy: Pick<TestServer, 'port'>;
  ask(path: string, init?: RequestInit): Promise<Response>;
}> {
  const server = await startTestServer({ publicUrl: PUBLIC, ...options });
  const port = await startReverseProxy({ port: server.port, name, passesHost });
  return { proxy: { port }, ask: (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init) };
}

describe.each([
  ['passes the name on', true],
  ['asks by the address of the server', false],
])('a server behind a proxy that %s', (_name, passesHost) => {
  it('answers its own pages over HTTP and WebSocket, and no foreign ones', async () => {
    const { proxy, ask } = await deployed({}, { passesHost });
    expect((await ask('/api/health')).status).toBe(200);
    const begun = await ask(SESSIONS, { method: 'POST', headers: { origin: PUBLIC } });
    expect(begun.status).toBe(200);
    const foreign = await ask(SESSIONS, { method: 'POST', headers: { origin: EVIL } });
    expect(foreign.status).toBe(403);

    const client = await RpcClient.open(proxy, { origin: PUBLIC });
    expect((await client.call('ping', {})).result).toHaveProperty('ts');
    const refused = await refusedUpgrade(proxy, { origin: EVIL });
    expect(refused.status).toBe(403);
  });

  it('says https in what operators paste', async () => {
    const { ask } = await deployed({}, { passesHost });
    const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' };
    const body = JSON.stringify({
      clientRequestId: 'r1',
      name: 'Help',
      title: 'Help',
      slug: 'help-desk',
      agentId: 'echo',
    });
    const made = await ask('/api/interfaces', { method: 'POST', headers, body });
    const { interfaceId } = (await made.json()) as { interfaceId: string };
    const code = await bodyOf(await ask(`/api/interfaces/${interfaceId}/embed-code`, { headers }));
    expect(code['pageUrl']).toBe(`${PUBLIC}/c/help-desk`);
    expect(JSON.stringify(code)).not.toContain('http://');
  });
});

describe('a server behind a proxy', () => {
  it('limits the sessions of each visitor, and not those of all of them together', async () => {
    const { ask } = await deployed({ trustedProxies: { addresses: ['127.0.0.1'] } });
    const begin = async (from: string, forged?: string): Promise<number> => {
      const headers = { 'x-test-from': from, ...(forged !== undefined && { 'x-forwarded-for': forged }) };
      return (await ask(SESSIONS, { method: 'POST', headers })).status;
    };
    const visitors = Array.from({ length: 61 }, (_, index) => `198.51.100.${index + 1}`);
    expect(new Set(await Promise.all(visitors.map((from) => begin(from))))).toEqual(new Set([200]));
    // One visitor has the limit alone, whatever it writes into the header itself.
    const one = Array.from({ length: 60 }, (_, index) => begin('203.0.113.9', `192.0.2.${index}`));
    expect(new Set(await Promise.all(one))).toEqual(new Set([200]));
    expect(await begin('203.0.113.9', '192.0.2.200')).toBe(429);
  });

  it('still answers to no other name: a page whose name points to this machine reaches nothing', async () => {
    const { ask, proxy } = await deployed({}, { name: 'evil.example' });
    const answer = await ask('/api/health');
    expect(answer.status).toBe(403);
    expect((await bodyOf(answer))['message']).toContain(`${NAME} only`);
    expect((await refusedUpgrade(proxy, { origin: EVIL })).status).toBe(403);
  });

  it('answers to the names that it is told, whatever their case and port', async () => {
    const hosts = ['Chat.Example.com', 'help.example.com', 'fd00::1'];
    for (const name of ['chat.example.com', 'HELP.example.com:8443', '[fd00::1]']) {
      const { ask } = await deployed({ hosts }, { name });
      expect((await ask('/api/health')).status, name).toBe(200);
    }
  });
});

describe('a server that was told of no proxy', () => {
  const forwarded = async (headers: Record<string, string>, options: TestServerOptions = {}) => {
    const server = await startTestServer(options);
    const { status } = await refusedUpgrade(server, { headers }).catch(() => ({ status: 101 }));
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/health`, { headers });
    return { status: answer.status, upgrade: status, message: (await bodyOf(answer))['message'] };
  };

  it.each([
    ['x-forwarded-for', '203.0.113.1'],
    ['x-forwarded-for', '127.0.0.1, 203.0.113.1'],
    ['x-forwarded-for', 'unknown'],
    ['x-real-ip', '2001:db8::1'],
    ['forwarded', 'proto=https;for="[2001:db8::1]:4711"'],
  ])('refuses what comes from elsewhere (%s: %s): nobody there owns this machine', async (name, value) => {
    const { status, upgrade, message } = await forwarded({ [name]: value });
    expect([status, upgrade]).toEqual([403, 403]);
    expect(message).toContain('--public-url');
  });

  it.each([
    ['x-forwarded-for', '127.0.0.1'],
    ['x-forwarded-for', '::ffff:127.0.0.1, ::1'],
    ['forwarded', 'for="[::1]:4711";host=localhost'],
  ])('answers what a development server of this machine passes on (%s: %s)', async (name, value) => {
    expect((await forwarded({ [name]: value })).status).toBe(200);
  });

  it.each([
    ['publicUrl', { publicUrl: PUBLIC }],
    ['trustedProxies', { trustedProxies: { addresses: ['127.0.0.1'] } }],
    ['hosts', { hosts: [NAME] }],
  ])('is told of one by %s', async (_name, options) => {
    expect((await forwarded({ 'x-forwarded-for': '203.0.113.1' }, options)).status).toBe(200);
  });
});

describe('the address of a server', () => {
  it.each(['chat.example.com', 'ftp://chat.example.com', 'https://chat.example.com/?a=1', ''])(
    '%j is refused at the start',
    async (publicUrl) => {
      await expect(startTestServer({ publicUrl })).rejects.toMatchObject({
        code: 'InvalidConfiguration',
        message: expect.stringContaining('https://chat.example.com') as string,
      });
    },
  );

  it.each(['https://chat.example.com', 'chat.example.com:8443', 'chat.example.com/c', ''])(
    'has no name %j',
    async (name) => {
      await expect(startTestServer({ hosts: [name] })).rejects.toMatchObject({
        code: 'InvalidConfiguration',
        message: expect.stringContaining('is not the name of a host') as string,
      });
    },
  );
});
