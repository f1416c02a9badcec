import type { RecordStore } from '@agent-chat/core';

/** What hashes are for: a hash that was made for one end is worth nothing for another. */
export type HashPurpose = 'visitors' | 'files';

/** A text as a hash that only the holder of the key can make: equal texts have equal hashes. */
export type KeyedHash = (text: string) => Promise<string>;

const COLLECTION = 'server-secrets';
const ID = 'keyed-hash';
const KEY_BYTES = 32;

/**
 * @param secret of the host's own, the same on every node. Default: one that is made once and kept
 *   beside the sessions, so that it protects from who sees single records, not from who has the store.
 */
export function createKeyedHash(
  records: RecordStore,
  tenant: string,
  secret: string | undefined,
  purpose: HashPurpose,
): KeyedHash {
  let key: Promise<CryptoKey> | null = null;

  const keptSecret = async (): Promise<string> => {
    const minted = hex(crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
    await records.putIfAbsent(tenant, COLLECTION, ID, minted);
    const kept = await records.get(tenant, COLLECTION, ID);
    return typeof kept === 'string' ? kept : minted;
  };
  const importKey = async (): Promise<CryptoKey> => {
    const utf8 = new TextEncoder();
    const bytes = utf8.encode(secret ?? (await keptSecret()));
    const from = await crypto.subtle.importKey('raw', bytes, 'HKDF', false, ['deriveKey']);
    const derived = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8.encode(purpose) };
    return crypto.subtle.deriveKey(derived, from, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  };

  return async (text) => {
    key ??= importKey();
    // A store that could not be read is asked again.
    const used = await key.catch((error: unknown) => {
      key = null;
      throw error;
    });
    return hex(new Uint8Array(await crypto.subtle.sign('HMAC', used, new TextEncoder().encode(text))));
  };
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
