import type { Caller } from '@agent-chat/protocol';
import type { StoredSession } from '../sessions/stored-session.js';

/** Who calls, as the server knows it. */
export interface Identity {
  readonly caller: Caller;
  /** The visitor's session; `null` for everyone else. */
  readonly session: StoredSession | null;
  /** What a caller of the host was known by; `null` for a session. */
  readonly request: Request | null;
}

/**
 * What a person's calls are counted under: a visitor's session, else who the host says they are. `null`:
 * agents, observers and operators are the host's own.
 */
export function personOf({ caller, session }: Identity): string | null {
  if (session !== null) return session.sessionId;
  const isPerson = caller.kind === 'member' || caller.kind === 'visitor';
  return isPerson ? `${caller.kind}:${caller.participantId}` : null;
}
