import type { Caller } from '@agent-chat/protocol';
import type { StoredSession } from '../sessions/stored-session.js';

/** Who calls, as the server knows it. */
export interface Identity {
  readonly caller: Caller;
  /** The visitor's session; `null` for everyone else. */
  readonly session: StoredSession | null;
}
