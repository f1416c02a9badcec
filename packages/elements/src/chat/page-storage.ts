import type { PublicInterface } from '@agent-chat/protocol';

/** Where an interface wants its visitors to be remembered. */
export type Persistence = PublicInterface['persistenceType'];

/** A page's storage, or `null` where the page may not use it. */
export function pageStorage(kind: Persistence): Storage | null {
  try {
    return kind === 'session' ? sessionStorage : localStorage;
  } catch {
    return null;
  }
}
