import { describe, expect, it } from 'vitest';
import { RpcClient } from '../test-support/rpc-client.js';
import { bodyOf, startTestServer, type TestServer } from '../test-support/test-server.js';

const COOKIE = { cookie: 'sid=of-ada' };
const CSRF = { 'x-agent-chat-csrf': 'secret-of-ada' };

/** A host that knows its users by a cookie, and gives each page a value to send beside it. */
const start = (): Promise<TestServer> =>
  startTestServer({
    allowedOrigins: ['https://shop.example'],
    authenticate: ({ headers }) => {
      const isAda = headers.get('cookie')?.includes('sid=of-ada') === true;
      const sent = headers.get('x-agent-chat-csrf') ?? '';
      return Promise.resolve(
        isAda && (sent === '' || sent === 'secret-of-ada')
          ? { kind: 'member', tenant: 'default', participantId: 'ada' }
          : null,
      );
    },
  });

const list = (server: TestServer, headers: Readonly<Record<string, string>>): Promise<Response> =>
  server.call('GET', '/api/conversations', { headers });

describe('a caller whom the host knows by a cookie', () => {
  it('calls with the header, and is refused without it, reading included', async () => {
    const server = await start();
    expect((await list(server, { ...COOKIE, ...CSRF })).status).toBe(200);
    const refused = await list(server, COOKIE);
    expect(refused.status).toBe(403);
    expect(await bodyOf(refused)).toMatchObject({ code: 'Forbidden' });
    expect((await list(server, { ...COOKIE, 'x-agent-chat-csrf': '' })).status).toBe(403);
  });

  it('is nobody with a value that the host does not accept, and with the header alone', async () => {
    const server = await start();
    expect((await list(server, { ...COOKIE, 'x-agent-chat-csrf': 'guessed' })).status).toBe(401);
    expect((await list(server, CSRF)).status).toBe(401);
  });

  it('is refused from a page of another origin, header or not', async () => {
    const server = await start();
    const response = await list(server, { ...COOKIE, ...CSRF, origin: 'https://evil.example' });
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('says the same over a WebSocket as the first message, and is nobody before', async () => {
    const server = await start();
    const client = await RpcClient.open(server, { headers: COOKIE });
    expect((await client.call('listConversations', {})).error?.data.code).toBe('Unauthorized');
    const { result } = await client.call('authenticate', { csrfToken: 'secret-of-ada' });
    expect(result).toEqual({ kind: 'member', participantId: 'ada' });
    expect((await client.call('listConversations', {})).error).toBeUndefined();
    expect((await client.call('authenticate', { csrfToken: 'another' })).error?.data.code).toBe('Forbidden');
  });

  it('is refused over a WebSocket from a page of another origin, a listed one too, which calls by a token', async () => {
    const server = await start();
    const session = await server.createSession();
    const open = (origin: string): Promise<RpcClient> =>
      RpcClient.open(server, { headers: { ...COOKIE, origin } });
    const foreign = await open('https://shop.example');
    const refused = await foreign.call('authenticate', { csrfToken: 'secret-of-ada' });
    expect(refused.error?.data.code).toBe('Forbidden');
    expect((await foreign.call('listConversations', {})).error?.data.code).toBe('Unauthorized');
    const { result } = await foreign.call('authenticate', { token: session.sessionToken });
    expect(result).toMatchObject({ kind: 'visitor' });
    const own = await open(server.url);
    expect((await own.call('authenticate', { csrfToken: 'secret-of-ada' })).result).toMatchObject({
      participantId: 'ada',
    });
  });

  it.each([
    [{ csrfToken: 'guessed' }, 'Unauthorized'],
    [{ csrfToken: 'with a\nline end' }, 'Unauthorized'],
    [{ token: 'any' }, 'Unauthorized'],
    [{}, 'InvalidRequest'],
    [{ token: 'any', csrfToken: 'secret-of-ada' }, 'InvalidRequest'],
  ])('is refused over a WebSocket with %j', async (params, code) => {
    const server = await start();
    const client = await RpcClient.open(server, { headers: COOKIE });
    expect((await client.call('authenticate', params)).error?.data.code).toBe(code);
  });

  it('begins a preview as an operator, over HTTP and over a WebSocket', async () => {
    const server = await startTestServer({
      authenticate: async ({ headers }) =>
        headers.get('cookie') === COOKIE.cookie && headers.get('x-agent-chat-csrf') === 'secret-of-ada'
          ? { kind: 'operator', tenant: 'default', participantId: 'ada' }
          : null,
    });
    const headers = { ...COOKIE, ...CSRF };
    const path = '/api/public/interfaces/demo/sessions';
    expect((await server.call('POST', path, { headers })).status).toBe(200);
    const socket = await RpcClient.open(server, { headers: COOKIE });
    await socket.call('authenticate', { csrfToken: 'secret-of-ada' });
    expect((await socket.call('createSession', { slug: 'demo' })).result).toBeDefined();
    const kinds = async () => (await server.records.list('default', 'sessions')).map(({ value }) => value);
    const preview = expect.objectContaining({ kind: 'preview' }) as unknown;
    expect(await kinds()).toEqual([preview, preview]);
    // By the cookie alone anybody's page could ask.
    expect((await server.call('POST', path, { headers: COOKIE })).status).toBe(200);
    expect(await kinds()).toContainEqual(expect.objectContaining({ kind: 'anonymous' }));
  });

  it('is nobody on a WebSocket without the cookie', async () => {
    const server = await start();
    const client = await RpcClient.open(server);
    const { error } = await client.call('authenticate', { csrfToken: 'secret-of-ada' });
    expect(error?.data.code).toBe('Unauthorized');
  });
});
