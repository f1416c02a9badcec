import { type VisitorSession, visitorSessionKey } from '@agent-chat/client';
import { type Persistence, pageStorage } from './page-storage.js';

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
