import { PublicInterface } from '@agent-chat/protocol';
import type { Env, Hono } from 'hono';
import { entityTag, isKnownToReader } from '../http/entity-tag.js';
import { FOR_ANY_PAGE, RESOURCE_POLICY } from '../http/security-headers.js';
import { chatPage, notHerePage, nothingPage } from './chat-page.js';
import type { Embedding } from './embedding.js';
import { frameHolder } from './frame-holder.js';
import { askedLanguage, pageLanguage } from './page-language.js';
import { newNonce, pagePolicy, pictureOrigins } from './page-policy.js';
import { PAGE_PATTERNS } from './paths.js';
import { widgetScript } from './widget-script.js';

const WIDGET_FILE = /^([a-z0-9-]+)(?:\.([\da-f]{16}))?\.js$/;
/** A change of the interface is seen after so long; until then no page asks. */
const WIDGET_CACHE = 'public, max-age=300, stale-while-revalidate=86400';
const FOR_EVER = 'public, max-age=31536000, immutable';
/** As a policy of content has it. */
const ANY_SITE = '*';
const THEME = /^[a-z]{1,20}(?: [a-z]{1,20})?$/;

/** The loader of the widget, the page for a frame, and the page that stands alone. */
export function addEmbedRoutes<AppEnv extends Env>(app: Hono<AppEnv>, embedding: Embedding): void {
  app.get(PAGE_PATTERNS.widget, async (c) => {
    const [, slug = '', version] = WIDGET_FILE.exec(c.req.param('file')) ?? [];
    const config = slug === '' ? null : await embedding.interfaces.find(slug);
    const { loader } = embedding;
    if (config === null || loader === null) return noScript();
    if (version === undefined) {
      return scriptResponse(
        c.req.raw,
        widgetScript(loader, slug, PublicInterface.parse(config)),
        WIDGET_CACHE,
      );
    }
    const pinned = await embedding.findPinned(slug, version);
    return pinned === null ? noScript() : scriptResponse(c.req.raw, pinned, FOR_EVER);
  });

  app.get(PAGE_PATTERNS.pinned, async (c) => {
    const { version, file } = c.req.param();
    const script = await embedding.findPinnedFile(version, file);
    return script === null ? noScript() : scriptResponse(c.req.raw, script, FOR_EVER);
  });

  app.get(PAGE_PATTERNS.embed, (c) => pageResponse(c.req.raw, 'embed', c.req.param('slug'), embedding));
  app.get(PAGE_PATTERNS.page, (c) => pageResponse(c.req.raw, 'page', c.req.param('slug'), embedding));
}

async function scriptResponse(request: Request, script: string, cacheControl: string): Promise<Response> {
  const body = new TextEncoder().encode(script);
  const etag = await entityTag(body);
  const headers = {
    etag,
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': cacheControl,
    ...FOR_ANY_PAGE,
  };
  if (isKnownToReader(request, etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, 'content-length': String(body.byteLength) } });
}

function noScript(): Response {
  return new Response('There is no widget at this address.\n', {
    status: 404,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...FOR_ANY_PAGE },
  });
}

async function pageResponse(
  request: Request,
  kind: 'embed' | 'page',
  slug: string,
  embedding: Embedding,
): Promise<Response> {
  const nonce = newNonce();
  const config = embedding.loader === null ? null : await embedding.interfaces.find(slug);
  if (config === null)
    return page(nothingPage(nonce), 404, pagePolicy({ nonce, framedBy: [], pictures: [] }));
  const info = PublicInterface.parse(config);
  const hosts = [...new Set([...embedding.allowedOrigins, ...(config.allowedOrigins ?? [])])];
  const mayFrame = kind === 'embed' ? hosts : [];
  const holder = frameHolder(request, embedding.own);
  if (holder !== null && !mayFrame.includes(holder)) {
    // Words alone: there is nothing on it that a page around it could make somebody press.
    const policy = pagePolicy({ nonce, framedBy: [ANY_SITE], pictures: [] });
    return page(notHerePage(nonce, kind, slug, holder), 403, policy);
  }
  const { searchParams } = new URL(request.url);
  const theme = searchParams.get('theme');
  const html = chatPage({
    kind,
    slug,
    info,
    language: pageLanguage(info.locale, askedLanguage(request.headers.get('accept-language'))),
    theme: theme !== null && THEME.test(theme) ? theme : null,
    // Nobody but its own server frames a page that stands alone.
    hosts: mayFrame,
    asksIdentity: kind === 'embed' && searchParams.get('identity') === 'host',
    hasShell: embedding.hasShell,
    nonce,
  });
  const policy = pagePolicy({
    nonce,
    framedBy: mayFrame,
    pictures: pictureOrigins(info),
  });
  return page(html, 200, policy);
}

/** Never kept: its nonce is good for one answer. A page of another site may frame it under any policy. */
function page(html: string, status: number, policy: string): Response {
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy,
      [RESOURCE_POLICY]: 'cross-origin',
      vary: 'Accept-Language',
    },
  });
}
