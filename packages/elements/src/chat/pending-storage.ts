import { type PendingStorage, webPendingStorage } from '@agent-chat/client';
import { ownerKey, type TextOwner } from '../context/text-owner.js';
import { memory } from './memory-storage.js';
import { type Persistence, pageStorage } from './page-storage.js';

/** Where the unacknowledged messages of a person in a conversation are kept. */
export function pendingStorage(wanted: Persistence, owner: TextOwner): PendingStorage {
  return webPendingStorage(pageStorage(wanted) ?? memory, `agent-chat:pending:${ownerKey(owner)}`);
}

/** Forgets what was not sent in a conversation that a person has left for good. */
export function forgetPending(owner: TextOwner): void {
  for (const wanted of ['session', 'local_storage'] as const) {
    const pending = pendingStorage(wanted, owner);
    pending.load();
    pending.save([]);
  }
}
