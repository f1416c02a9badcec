import { randomUUID } from 'node:crypto';
import type { EmbedSite } from './embed-site.js';
import type { StaticSite } from './static-site.js';

export interface HostPageOptions {
  readonly lang?: string;
  /** The page's own module. */
  readonly script?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Another page of somebody's site, under a policy that allows what the documentation says and nothing
 * else.
 *
 * @returns its address
 */
export function hostPage(
  { server }: Pick<EmbedSite, 'server'>,
  host: StaticSite,
  body: string,
  { lang = 'en', script = '', headers = {} }: HostPageOptions = {},
): string {
  const path = `/${randomUUID()}`;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-page' ${server}`,
    "style-src 'none'",
    `img-src data: ${server}`,
    `connect-src ${server} ${server.replace('http', 'ws')}`,
    'frame-src http://127.0.0.1:* http://127.0.0.2:* http://127.0.0.3:* http://127.0.0.4:*',
    "require-trusted-types-for 'script'",
    "trusted-types lit-html 'allow-duplicates'",
  ].join('; ');
  host.page(
    path,
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>A shop</title>
    <link rel="icon" href="data:,"></head><body><header><h1>A shop</h1></header>${body}
    <script type="module" nonce="page">${script}</script></body></html>`,
    { 'content-security-policy': policy, ...headers },
  );
  return host.url + path;
}
