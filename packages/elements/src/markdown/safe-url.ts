const PROTOCOLS: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/**
 * The one gate for every URL that comes from a conversation: links, images, citations, cards.
 * Only absolute `http:`, `https:` and `mailto:` URLs pass, as the browser itself parses them. A URL
 * with a user name is refused (`https://your-bank.example@evil.example` deceives). A relative URL
 * passes only when `baseUrl` is given and the result stays on its origin.
 */
export function safeUrl(href: string, baseUrl?: string): URL | null {
  const url = parse(href) ?? relativeUrl(href, baseUrl);
  if (url === null || !PROTOCOLS.has(url.protocol)) return null;
  return url.username === '' && url.password === '' ? url : null;
}

/** The same for what is fetched rather than followed: `http:` and `https:` only. */
export function safeImageUrl(source: string, baseUrl?: string): URL | null {
  const url = safeUrl(source, baseUrl);
  return url === null || url.protocol === 'mailto:' ? null : url;
}

function relativeUrl(href: string, baseUrl: string | undefined): URL | null {
  const base = baseUrl === undefined ? null : parse(baseUrl);
  if (base === null) return null;
  const url = parse(href, base);
  return url?.origin === base.origin && url.origin !== 'null' ? url : null;
}

function parse(href: string, base?: URL): URL | null {
  try {
    return new URL(href, base);
  } catch {
    return null; // not a URL, which is an answer
  }
}
