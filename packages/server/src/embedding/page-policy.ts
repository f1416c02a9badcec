import type { PublicInterface } from '@agent-chat/protocol';

export interface PagePolicyOptions {
  /** Of this one answer: no other inline style and no other script runs. */
  readonly nonce: string;
  /** Origins of pages that may frame it, beside those of this server. */
  readonly framedBy: readonly string[];
  /** Other origins that pictures of the interface are on. */
  readonly pictures: readonly string[];
}

/**
 * The policy of a page with a chat: its own scripts, by a nonce, which may load others but write none
 * (Trusted Types); its own server; pictures of its own, and those of files that somebody attaches.
 */
export function pagePolicy({ nonce, framedBy, pictures }: PagePolicyOptions): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'nonce-${nonce}'`,
    ["img-src 'self' blob: data:", ...pictures].join(' '),
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    ["frame-ancestors 'self'", ...framedBy].join(' '),
    "require-trusted-types-for 'script'",
    "trusted-types lit-html 'allow-duplicates'",
  ].join('; ');
}

/** The origins of pictures that are not this server's: only interfaces of the host's own code have them. */
export function pictureOrigins({
  iconUrl,
  coverType,
  coverValue,
}: Pick<PublicInterface, 'iconUrl' | 'coverType' | 'coverValue'>): readonly string[] {
  const addresses = [iconUrl, coverType === 'image' ? coverValue : null];
  const urls = addresses.map((address) => (address == null ? null : URL.parse(address)));
  return [...new Set(urls.flatMap((url) => (url?.protocol === 'https:' ? [url.origin] : [])))];
}

/** 128 bits that nobody can guess. */
export function newNonce(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
}
