import { describe, expect, it } from 'vitest';
import { refusedUpgrade, RpcClient } from '../test-support/rpc-client.js';
import {
  bodyOf,
  DEMO,
  OPERATOR_TOKEN,
  startTestServer,
  type TestServer,
} from '../test-support/test-server.js';

const SHOP = 'https://shop.example';
const SESSIONS = '/api/public/interfaces/help-desk/sessions';

/** A server on which an operator has made an interface for the pages of one site. */
async function withInterface(): Promise<{
  readonly server: TestServer;
  readonly change: (verb: string, path: string, body?: object) => Promise<Response>;
}> {
  const server = await startTestServer({
    interfaces: [{ ...DEMO, allowedOrigins: ['https://other.example'] }],
  });
  const created = await server.call('POST', '/api/interfaces', {
    token: OPERATOR_TOKEN,
    body: {
      clientRequestId: 'r1',
      name: 'Help',
      title: 'Help',
      slug: 'help-desk',
      agentId: 'echo',
      allowedOrigins: [SHOP],
    },
  });
  const { interfaceId } = (await created.json()) as { interfaceId: string };
  const change = (verb: string, path: string, body?: object): Promise<Response> =>
    server.call(verb, `/api/interfaces/${interfaceId}${path}`, {
      token: OPERATOR_TOKEN,
      ...(body && { body }),
    });
  await change('POST', '/publish');
  return { server, change };
}

const begin = (server: TestServer, origin: string, path = SESSIONS): Promise<Response> =>
  server.call('POST', path, { headers: { origin } });

describe('the origins that an interface names', () => {
  it('may call: preflight, session, WebSocket', async () => {
    const { server } = await withInterface();
    const headers = { origin: SHOP, 'access-control-request-method': 'POST' };
    const preflight = await server.call('OPTIONS', '/api/conversations/c1/messages', { headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(SHOP);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const begun = await begin(server, SHOP);
    expect(begun.status).toBe(200);
    expect(begun.headers.get('access-control-allow-origin')).toBe(SHOP);
    const client = await RpcClient.open(server, { origin: SHOP });
    expect((await client.call('ping', {})).result).toHaveProperty('ts');
  });

  it('may not begin a session of another interface', async () => {
    const { server } = await withInterface();
    expect((await begin(server, SHOP, '/api/public/interfaces/demo/sessions')).status).toBe(403);
    expect((await begin(server, 'https://other.example')).status).toBe(403);
    expect(
      (await begin(server, 'https://other.example', '/api/public/interfaces/demo/sessions')).status,
    ).toBe(200);
  });

  it.each([
    'null',
    'https://shop.example.evil.example',
    'https://evil-shop.example',
    'https://shop.example:8443',
    'http://shop.example',
    'https://SHOP.example',
    'https://shop.example/',
    'https://shop.exampl',
  ])('are exact: %s is another one', async (origin) => {
    const { server } = await withInterface();
    const response = await begin(server, origin);
    expect(response.status).toBe(403);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect((await refusedUpgrade(server, { origin })).status).toBe(403);
  });

  it('are those of now: of a changed, an unpublished and a deleted interface', async () => {
    const { server, change } = await withInterface();
    await change('PATCH', '', { changes: { allowedOrigins: ['https://next.example'] } });
    expect((await begin(server, SHOP)).status).toBe(403);
    expect((await begin(server, 'https://next.example')).status).toBe(200);
    await change('POST', '/unpublish');
    expect((await begin(server, 'https://next.example')).status).toBe(403);
    await change('POST', '/publish');
    expect((await begin(server, 'https://next.example')).status).toBe(200);
    await change('DELETE', '');
    expect((await begin(server, 'https://next.example')).status).toBe(403);
  });

  it('hold nothing that means something to the policy of a page', async () => {
    const { server, change } = await withInterface();
    for (const origin of [
      'https://a;script-src-elem',
      "https://'unsafe-inline'",
      'https://*',
      'https://a,b',
    ]) {
      const refused = await change('PATCH', '', {
        clientRequestId: origin,
        changes: { allowedOrigins: [origin, 'https://evil.example'] },
      });
      expect([refused.status, await bodyOf(refused)]).toMatchObject([
        400,
        { details: { path: 'allowedOrigins' } },
      ]);
    }
    const page = await server.call('GET', '/embed/help-desk');
    expect(page.headers.get('content-security-policy')).not.toContain('evil.example');
  });
});
