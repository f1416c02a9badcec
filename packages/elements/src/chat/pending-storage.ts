import { type Persistence, pageStorage } from './page-storage.js';

function pendingKey(conversationId: string): string {
  return `agent-chat:pending:${conversationId}`;
}

/** Where the unacknowledged messages of a conversation are kept, and under which name. */
export function pendingPlace(
  wanted: Persistence,
  conversationId: string,
): { readonly storage: Storage; readonly key: string } | null {
  const storage = pageStorage(wanted);
  return storage === null ? null : { storage, key: pendingKey(conversationId) };
}

/** Forgets what was not sent in a conversation that a person has left for good. */
export function forgetPending(conversationId: string): void {
  for (const storage of [pageStorage('session'), pageStorage('local_storage')]) {
    const names = storage === null ? [] : Object.keys(storage);
    for (const name of names.filter((name) => name.startsWith(`${pendingKey(conversationId)}:`))) {
      storage?.removeItem(name);
    }
  }
}
