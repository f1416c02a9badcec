import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { OPERATOR_TOKEN, startTestServer, type TestServer } from '../test-support/test-server.js';
import type { Asset, Assets } from '../http/assets.js';

const SHOP = 'https://shop.example';
/** What the loader does with what it is told: the elements are a floor above. */
const LOADER = 'globalThis.told=AGENT_CHAT_WIDGET;//';

const PINNED = '/elements/0123456789abcdef/';
const script = (text: string): Asset => ({
  body: new TextEncoder().encode(text),
  contentType: 'text/javascript; charset=utf-8',
  embeddable: true,
});
const assets: Assets = new Map([
  ['/elements/widget.js', script(LOADER)],
  ['/elements/widget-pinned.js', script(LOADER)],
  [`${PINNED}pinned.js`, script('export const load = () => {};')],
  [`${PINNED}agent-chat.js`, script('// the chat')],
]);

const HOSTILE = '"><script>alert(1)</script>';
const start = (): Promise<TestServer> =>
  startTestServer({
    assets,
    allowedOrigins: ['https://everywhere.example'],
    demo: {
      title: HOSTILE,
      description: HOSTILE,
      locale: 'ar-EG',
      primaryColor: HOSTILE,
      allowedOrigins: [SHOP],
      widget: { position: 'bottom-left', buttonIcon: 'help', buttonText: null, initialState: 'collapsed' },
    },
  });

/** What a script says to the page that runs it. */
function run(code: string): unknown {
  const page: { told?: unknown } = {};
  runInNewContext(code, { globalThis: page });
  return page.told;
}

describe('the widget of an interface', () => {
  it('is a script with the looks of the interface in it, for any page, kept for minutes', async () => {
    const server = await start();
    const headers = { origin: 'https://evil.example' };
    const response = await server.call('GET', '/widget/demo.js', { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(response.headers.get('cache-control')).toMatch(/^public, max-age=300/);
    expect(run(await response.text())).toEqual({
      slug: 'demo',
      info: {
        title: HOSTILE,
        locale: 'ar-EG',
        primaryColor: HOSTILE,
        widget: { position: 'bottom-left', buttonIcon: 'help', buttonText: null, initialState: 'collapsed' },
      },
    });
    const etag = response.headers.get('etag') ?? '';
    const again = await server.call('GET', '/widget/demo.js', { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('has an address with a hash beside it, which stands for the same bytes after a change too', async () => {
    const server = await start();
    const as = { token: OPERATOR_TOKEN };
    const created = await server.call('POST', '/api/interfaces', {
      ...as,
      body: { clientRequestId: 'r1', name: 'Help', title: 'Help', slug: 'help-desk', agentId: 'echo' },
    });
    const { interfaceId } = (await created.json()) as { interfaceId: string };
    await server.call('POST', `/api/interfaces/${interfaceId}/publish`, as);
    const code = await server.call('GET', `/api/interfaces/${interfaceId}/embed-code`, as);
    const { pinnedWidget } = (await code.json()) as { pinnedWidget: string };
    const [, src = ''] = /src="([^"]+)"/.exec(pinnedWidget) ?? [];
    const [, integrity] = /integrity="sha384-([^"]+)" crossorigin="anonymous" async/.exec(pinnedWidget) ?? [];
    expect(src).toMatch(/\/widget\/help-desk\.[\da-f]{16}\.js$/);

    await server.call('PATCH', `/api/interfaces/${interfaceId}`, {
      ...as,
      body: { changes: { title: 'Another title' } },
    });
    // A newer version of the SDK, with another loader, on the same store.
    const newer = await startTestServer({
      store: { records: server.records },
      assets: new Map([...assets.keys()].map((path) => [path.replace('0123', 'ffff'), script('newer')])),
    });
    for (const each of [server, newer]) {
      const response = await each.call('GET', new URL(src).pathname);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toContain('immutable');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      const loader = await response.text();
      expect(createHash('sha384').update(loader).digest('base64')).toBe(integrity);
      const path = `${PINNED}pinned.js`;
      expect(run(loader)).toEqual({ slug: 'help-desk', chat: { path, integrity: expect.any(String) } });
      for (const file of ['pinned.js', 'agent-chat.js']) {
        const headers = { origin: 'https://anybody.example' };
        const found = await each.call('GET', PINNED + file, { headers });
        expect(found.headers.get('access-control-allow-origin')).toBe('*');
        expect(await found.text()).toBe(new TextDecoder().decode(assets.get(PINNED + file)?.body));
      }
    }
    expect((await newer.call('GET', `${PINNED}none.js`)).status).toBe(404);
    expect((await server.call('GET', '/widget/help-desk.0123456789abcdef.js')).status).toBe(404);
  });
});

describe('the page of an interface', () => {
  it.each(['/embed/demo', '/c/demo'])('%s lets nothing run that is not of its nonce', async (path) => {
    const server = await start();
    const [one, other] = [await server.call('GET', path), await server.call('GET', path)];
    const policy = one.headers.get('content-security-policy') ?? '';
    const [, nonce = ''] = /script-src 'nonce-([^']+)' 'strict-dynamic';/.exec(policy) ?? [];
    expect(nonce).toMatch(/^[\w+/]{22}==$/);
    expect(other.headers.get('content-security-policy')).not.toContain(nonce);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'nonce-${nonce}'`);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(one.headers.get('cache-control')).toBe('no-store');
    const html = await one.text();
    expect(html).not.toContain('<script>');
    for (const [tag] of html.matchAll(/<(?:script|style)\b[^>]*>/g))
      expect(tag).toContain(`nonce="${nonce}"`);
    expect(html).not.toMatch(/ style=| on\w+=/);
    expect(html).toContain('<html lang="ar-EG" dir="rtl">');
  });

  it('is framed by the sites of its interface and of the server, where it is made for that', async () => {
    const server = await start();
    const framed = await server.call('GET', '/embed/demo');
    expect(framed.headers.get('content-security-policy')).toContain(
      `frame-ancestors 'self' https://everywhere.example ${SHOP};`,
    );
    expect(framed.headers.get('x-frame-options')).toBeNull();
    const alone = await server.call('GET', '/c/demo');
    expect(alone.headers.get('content-security-policy')).toContain("frame-ancestors 'self';");
  });

  it('says in a frame of another site why there is no chat, in words alone', async () => {
    const server = await start();
    const framed = (path: string, referer: string): Promise<Response> =>
      server.call('GET', path, { headers: { 'sec-fetch-dest': 'iframe', referer } });
    const foreign = await framed('/embed/demo', 'https://evil.example/page');
    expect(foreign.status).toBe(403);
    expect(foreign.headers.get('content-security-policy')).toMatch(
      /script-src [^;]*; .*frame-ancestors 'self' \*;/,
    );
    const html = await foreign.text();
    expect(html).toContain('https://evil.example is not among the sites');
    expect(html).not.toMatch(/<script|<agent-chat|href="http|<button/);
    expect((await framed('/embed/demo', `${SHOP}/page`)).status).toBe(200);
    expect((await framed('/embed/demo', `http://127.0.0.1:${server.port}/own`)).status).toBe(200);
    // Where it is not told who asks, the policy alone decides, as it does for whoever lies.
    for (const referer of ['', 'nonsense', 'null']) {
      const policy = (await framed('/embed/demo', referer)).headers.get('content-security-policy');
      expect(policy).toContain(`frame-ancestors 'self' https://everywhere.example ${SHOP};`);
    }
    expect(await (await framed('/c/demo', `${SHOP}/page`)).text()).toContain('there is /embed/demo');
    expect((await framed('/embed/none', 'https://evil.example/page')).status).toBe(404);
  });

  it('takes its language from the browser where the interface has none, and a theme from the address', async () => {
    const server = await startTestServer({ assets, demo: { locale: null } });
    const headers = { 'accept-language': 'de-CH,de;q=0.9' };
    const html = await (await server.call('GET', '/embed/demo?theme=paper%20dark', { headers })).text();
    expect(html).toContain('<html lang="de-CH" dir="ltr">');
    expect(html).toContain('<agent-chat interface="demo" theme="paper dark">');
    const hostile = await (await server.call('GET', '/embed/demo?theme="><script>', { headers })).text();
    expect(hostile).toContain('<agent-chat interface="demo">');
  });

  it.each(['/c/none', '/embed/none', '/c/..%2f..%2f', '/widget/none.js', '/widget/demo.css', '/widget/demo'])(
    '%s is a plain 404',
    async (path) => {
      const server = await start();
      const response = await server.call('GET', path);
      expect(response.status).toBe(404);
      const text = await response.text();
      expect(text).toContain('There is no');
      expect(text).not.toMatch(/demo|\.ts|Error/);
    },
  );

  it('is not there for a draft, and gone when it is taken off the air', async () => {
    const server = await start();
    const as = { token: OPERATOR_TOKEN };
    const body = { clientRequestId: 'r1', name: 'Help', title: 'Help', slug: 'help-desk', agentId: 'echo' };
    const created = await server.call('POST', '/api/interfaces', { ...as, body });
    const { interfaceId } = (await created.json()) as { interfaceId: string };
    const statuses = async (): Promise<number[]> => {
      const paths = ['/c/help-desk', '/embed/help-desk', '/widget/help-desk.js'];
      return Promise.all(paths.map(async (path) => (await server.call('GET', path)).status));
    };
    expect(await statuses()).toEqual([404, 404, 404]);
    await server.call('POST', `/api/interfaces/${interfaceId}/publish`, as);
    expect(await statuses()).toEqual([200, 200, 200]);
    await server.call('POST', `/api/interfaces/${interfaceId}/unpublish`, as);
    expect(await statuses()).toEqual([404, 404, 404]);
  });

  it('is not there on a server without the files of the elements', async () => {
    const server = await startTestServer();
    for (const path of ['/c/demo', '/embed/demo', '/widget/demo.js']) {
      expect((await server.call('GET', path)).status).toBe(404);
    }
  });
});
