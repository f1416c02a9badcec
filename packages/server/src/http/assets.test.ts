import { describe, expect, it } from 'vitest';
import { bodyOf, rawExchange, startTestServer } from '../test-support/test-server.js';
import type { Assets } from './assets.js';

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const ASSETS: Assets = new Map([
  ['/', { body: bytes('<!doctype html>'), contentType: 'text/html; charset=utf-8' }],
  [
    '/elements/chunk-abc.js',
    {
      body: bytes('export {};'),
      contentType: 'text/javascript; charset=utf-8',
      immutable: true,
      embeddable: true,
    },
  ],
  ['/docs/a.md', { body: bytes('# A'), contentType: 'text/plain; charset=utf-8' }],
]);

describe('static files', () => {
  it('are served with their type, their length, and a page with a strict policy', async () => {
    const server = await startTestServer({ assets: ASSETS });
    const page = await server.call('GET', '/');
    expect(await page.text()).toBe('<!doctype html>');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-length')).toBe('15');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|\*|http:|https:|data:/);
    const text = await server.call('GET', '/docs/a.md');
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.headers.get('content-security-policy')).toContain('sandbox');
    for (const response of [page, text]) {
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it('are for pages of this server alone unless they are embeddable, as is the API', async () => {
    const server = await startTestServer({ assets: ASSETS });
    const policies = async (path: string): Promise<(string | null)[]> => {
      const { headers } = await server.call('GET', path);
      return ['opener', 'resource'].map((what) => headers.get(`cross-origin-${what}-policy`));
    };
    expect(await policies('/')).toEqual(['same-origin', 'same-origin']);
    expect(await policies('/docs/a.md')).toEqual(['same-origin', 'same-origin']);
    expect(await policies('/api/public/interfaces/demo')).toEqual(['same-origin', 'same-origin']);
    expect(await policies('/elements/chunk-abc.js')).toEqual(['same-origin', 'cross-origin']);
  });

  it('are cached for ever when their name tells their content, else asked for again', async () => {
    const server = await startTestServer({ assets: ASSETS });
    const chunk = await server.call('GET', '/elements/chunk-abc.js');
    expect(chunk.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const page = await server.call('GET', '/');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    const etag = page.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(chunk.headers.get('etag')).not.toBe(etag);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const again = await server.call('GET', '/', { headers: { 'if-none-match': known } });
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
    }
  });

  it('answer HEAD without a body and no other verb', async () => {
    const server = await startTestServer({ assets: ASSETS });
    const head = await server.call('HEAD', '/');
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe('15');
    expect(await head.text()).toBe('');
    const post = await server.call('POST', '/');
    expect(post.status).toBe(405);
    expect(post.headers.get('allow')).toBe('GET, HEAD');
  });

  it.each([
    '/../package.json',
    '/docs/../../package.json',
    '/docs/%2e%2e/%2e%2e/package.json',
    '/docs/..%2f..%2fpackage.json',
    '/docs/a.md/',
    '/docs//a.md',
    '/elements',
    '/docs/a.md%00',
  ])('are nothing beside their exact addresses: %s', async (path) => {
    const server = await startTestServer({ assets: ASSETS });
    const answer = await rawExchange(
      server.port,
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 404 /);
    expect(answer).toContain('"code":"UnknownRoute"');
  });

  it('do not hide the API', async () => {
    const server = await startTestServer({ assets: ASSETS });
    expect(await bodyOf(await server.call('GET', '/api/health'))).toEqual({ status: 'ok' });
  });
});
