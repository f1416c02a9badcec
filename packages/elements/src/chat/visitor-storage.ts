import { type VisitorSession, visitorSessionKey } from '@agent-chat/client';
import type { PublicInterface } from '@agent-chat/protocol';

/** Where an interface wants its visitors to be remembered. */
type Persistence = PublicInterface['persistenceType'];

/** A page's storage, or `null` where the page may not use it. */
function pageStorage(kind: Persistence): Storage | null {
  try {
    return kind === 'session' ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}

function pendingKey(conversationId: string): string {
  return `agent-chat:pending:${conversationId}`;
}

/**
 * Where the session of an interface is. Before the server has said which storage the interface
 * wants, it is where it was left, else in the lasting one.
 */
export function findSessionStorage(of: { readonly url: string; readonly slug: string }): Storage | null {
  const tab = pageStorage('session');
  return tab?.getItem(visitorSessionKey(of)) == null ? pageStorage('local_storage') : tab;
}

/** Moves a session to where its interface wants it to be. */
export function moveSession(
  wanted: Persistence,
  of: { readonly url: string; readonly slug: string },
  session: VisitorSession,
): void {
  const key = visitorSessionKey(of);
  const target = pageStorage(wanted);
  const other = pageStorage(wanted === 'session' ? 'local_storage' : 'session');
  other?.removeItem(key);
  try {
    target?.setItem(key, JSON.stringify(session));
  } catch {
    // It is full. The session lasts as long as the page, which is no reason not to begin.
  }
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
