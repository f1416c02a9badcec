import { AgentChatError } from '@agent-chat/protocol';

/** Under which address pages reach the server: what tells its own pages from those of others. */
export interface OwnAddress {
  /** As the host of it has it, without a slash at the end; `null`: the host does not say. */
  readonly publicUrl: string | null;
  /** Where pages reach the server, as far as `request` or its host tells. Without a slash at the end. */
  urlFor(request: Request): string;
  /** Whether `origin` is that of a page which the server serves itself. */
  isOwn(origin: string, request: Request): boolean;
}

/** @throws AgentChatError `InvalidConfiguration` for what is no address of `http` or `https` */
export function createOwnAddress(publicUrl: string | undefined): OwnAddress {
  const given = publicUrl === undefined ? null : publicAddress(publicUrl);
  return {
    publicUrl: given?.url ?? null,
    urlFor: (request) => given?.url ?? new URL(request.url).origin,
    isOwn: (origin, request) => origin === given?.origin || hostOfOrigin(origin) === hostOf(request),
  };
}

function publicAddress(text: string): { readonly url: string; readonly origin: string } {
  const parsed = URL.parse(text);
  const isPlain = parsed !== null && parsed.search === '' && parsed.hash === '' && parsed.username === '';
  if (!isPlain || !/^https?:$/.test(parsed.protocol)) {
    throw new AgentChatError(
      'InvalidConfiguration',
      `"${text}" is no address of a server. Write it as "https://chat.example.com".`,
    );
  }
  return { url: parsed.href.replace(/\/+$/, ''), origin: parsed.origin };
}

/** The scheme is left out: a proxy that ends TLS in front of the server hides it. */
function hostOf(request: Request): string {
  return (request.headers.get('host') ?? new URL(request.url).host).toLowerCase();
}

/** Hosts may hold more by the standard of URLs: what means something to a policy of content. */
const PLAIN_HOST = /^[\w.:[\]-]+$/;

/** The host that an exact origin names; `null` for what is none. */
export function hostOfOrigin(origin: string): string | null {
  const url = URL.parse(origin);
  return url !== null && url.origin === origin && PLAIN_HOST.test(url.host) ? url.host : null;
}
