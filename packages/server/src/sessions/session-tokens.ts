/** `session`: what each call is made with. `persistence`: what a returning visitor gets another one by. */
export type TokenKind = 'session' | 'persistence';

const PREFIXES: Readonly<Record<TokenKind, string>> = { session: 'acs_', persistence: 'acp_' };
const ID_BYTES = 16;
const SECRET_BYTES = 32;
/** The session's id, then the secret. */
const TOKEN = /^(ac[sp]_)([\w-]{22})[\w-]{43}$/;

/** 128 random bits: it is no secret, but gives nothing away and cannot be chosen by anybody. */
export function mintSessionId(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
}

export function mintToken(kind: TokenKind, sessionId: string): string {
  return tokenOf(kind, sessionId, crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

/** The id of the session that a token claims to be of; `null` where it is none of ours, or of the other kind. */
export function sessionIdOf(kind: TokenKind, token: string): string | null {
  const [, prefix, sessionId = null] = TOKEN.exec(token) ?? [];
  return prefix === PREFIXES[kind] ? sessionId : null;
}

export function mintNonce(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

/**
 * The persistence token that follows `token`. Whoever shows the old one gets the same new one again,
 * although the server has stored neither; who knows only what is stored can make neither.
 */
export async function successorOf(token: string, nonce: string): Promise<string> {
  const sessionId = sessionIdOf('persistence', token);
  if (sessionId === null) throw new TypeError('This is no persistence token.');
  const utf8 = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' } as const;
  const key = await crypto.subtle.importKey('raw', utf8.encode(token), algorithm, false, ['sign']);
  const mac = await crypto.subtle.sign('HMAC', key, utf8.encode(nonce));
  return tokenOf('persistence', sessionId, new Uint8Array(mac));
}

function tokenOf(kind: TokenKind, sessionId: string, secret: Uint8Array): string {
  return `${PREFIXES[kind]}${sessionId}${base64url(secret)}`;
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
