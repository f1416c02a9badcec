/** For a page: its own scripts, styles and server, Trusted Types for everything that becomes DOM. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types lit-html 'allow-duplicates'",
].join('; ');

/** For data: should a browser ever show it as a document, it can do nothing. */
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** An answer that says nothing of it is for pages of this server alone. */
export const RESOURCE_POLICY = 'cross-origin-resource-policy';

/** For a file that pages of other sites include: as a script, as a module, and with its hash checked. */
export const FOR_ANY_PAGE = {
  [RESOURCE_POLICY]: 'cross-origin',
  'access-control-allow-origin': '*',
} as const;

export function setSecurityHeaders(headers: Headers): void {
  const policy = policyFor(headers.get('content-type') ?? '');
  const isOwn = headers.has('content-security-policy');
  if (policy !== null && !isOwn) headers.set('content-security-policy', policy);
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'no-referrer');
  // Where its policy names who may frame it, that is the last word: this header knows no lists.
  if (!isOwn || !/frame-ancestors (?!'none')/.test(headers.get('content-security-policy') ?? '')) {
    headers.set('x-frame-options', 'DENY');
  }
  headers.set('cross-origin-opener-policy', 'same-origin');
  // Calls with CORS are not touched by it: it is for what a page of another site includes unasked.
  if (!headers.has(RESOURCE_POLICY)) headers.set(RESOURCE_POLICY, 'same-origin');
}

/** A script has none: it runs under the policy of its page. */
function policyFor(contentType: string): string | null {
  if (contentType.startsWith('text/html')) return PAGE_POLICY;
  return contentType.startsWith('text/javascript') ? null : DATA_POLICY;
}
