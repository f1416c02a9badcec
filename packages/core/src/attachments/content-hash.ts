import { AgentChatError } from '@agent-chat/protocol';

/** A copy of the bytes as they are at the call, and its SHA-256 as 64 lower-case hexadecimal digits. */
export async function hashedCopy(
  bytes: Uint8Array,
): Promise<{ readonly content: Uint8Array<ArrayBuffer>; readonly hash: string }> {
  // First: the caller may go on to change its bytes while the digest is made. Not slice(), which a
  // Buffer of Node takes for a view.
  const content = new Uint8Array(bytes);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  return { content, hash: Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') };
}

/**
 * What a store read under `hash`, once it is known to be what was written: a blob that rotted on the
 * disk is never handed out.
 *
 * @throws AgentChatError `StoreDamaged`
 */
export async function soundContent(stored: Uint8Array, hash: string): Promise<Uint8Array> {
  const read = await hashedCopy(stored);
  if (read.hash !== hash) {
    throw new AgentChatError('StoreDamaged', 'A stored file is damaged. The operator must restore it.', {
      details: { hash },
    });
  }
  return read.content;
}
