import { ATTACHMENT_CONTENT_ROUTE, AgentChatError, pathOf } from '@agent-chat/protocol';
import type { KeyedHash } from '../sessions/keyed-hash.js';

/** `download`: to keep it; `view`: in place, for safe pictures. */
export type ContentPurpose = 'download' | 'view';

export interface SignedUrl {
  /** A path on this server. */
  readonly url: string;
  readonly expiresAt: string;
}

export interface SignedContent {
  readonly tenant: string;
  readonly attachmentId: string;
  readonly purpose: ContentPurpose;
  readonly expiresAtMs: number;
}

/** Addresses by which anybody who has one can have the content of a file for a while. */
export interface SignedUrls {
  sign(content: Omit<SignedContent, 'expiresAtMs'>): Promise<SignedUrl>;
  /** What an address stands for. @throws AgentChatError `Forbidden`: altered, or not good any more */
  verify(attachmentId: string, query: URLSearchParams): Promise<SignedContent>;
}

/** What is in the address, each once and no other. */
const FIELDS = ['tenant', 'purpose', 'expires', 'signature'] as const;
/** How far the clocks of two nodes may be apart. */
const SKEW_MS = 300_000;
const DIGITS = /^\d{13,15}$/;

export function createSignedUrls(options: {
  readonly keyedHash: KeyedHash;
  readonly ttlMs: number;
  readonly now: () => number;
}): SignedUrls {
  const { keyedHash, ttlMs, now } = options;

  /** As JSON, so that no two contents sign the same text. */
  const signatureOf = ({ tenant, attachmentId, purpose, expiresAtMs }: SignedContent): Promise<string> =>
    keyedHash(
      JSON.stringify([
        'file',
        'GET',
        ATTACHMENT_CONTENT_ROUTE.path,
        tenant,
        attachmentId,
        purpose,
        expiresAtMs,
      ]),
    );

  return {
    async sign(content) {
      const expiresAtMs = now() + ttlMs;
      const { tenant, attachmentId, purpose } = content;
      const signature = await signatureOf({ ...content, expiresAtMs });
      const query = new URLSearchParams({ tenant, purpose, expires: String(expiresAtMs), signature });
      return {
        url: `${pathOf(ATTACHMENT_CONTENT_ROUTE.path, { attachmentId })}?${query}`,
        expiresAt: new Date(expiresAtMs).toISOString(),
      };
    },

    async verify(attachmentId, query) {
      const isWhole = FIELDS.every((name) => query.getAll(name).length === 1) && query.size === FIELDS.length;
      const [tenant = '', purpose = '', expires = '', signature = ''] = FIELDS.map(
        (name) => query.get(name) ?? '',
      );
      const isPurpose = purpose === 'download' || purpose === 'view';
      if (!isWhole || !isPurpose || !DIGITS.test(expires)) throw refused('signature');
      const content: SignedContent = { tenant, attachmentId, purpose, expiresAtMs: Number(expires) };
      if (!isEqual(signature, await signatureOf(content))) throw refused('signature');
      if (content.expiresAtMs <= now()) throw refused('expired');
      // Longer than any that is signed here.
      if (content.expiresAtMs > now() + ttlMs + SKEW_MS) throw refused('signature');
      return content;
    },
  };
}

function refused(reason: 'signature' | 'expired'): AgentChatError {
  return new AgentChatError('Forbidden', 'This address is not good, or not any more.', {
    details: { reason },
  });
}

/** In a time that tells nothing of where they differ. */
function isEqual(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let index = 0; index < expected.length; index++) {
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index);
  }
  return difference === 0;
}
