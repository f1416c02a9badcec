import type { TokenSource } from '@agent-chat/client';
import type { Participant } from '@agent-chat/protocol';

/** A person whom the host has recognised, with several conversations. */
export interface MemberAccess {
  /** The host's own token, or a function that is asked for it before each call and connection. */
  readonly token: TokenSource;
  /** The roster of a conversation that the person begins: the person first, then the agents. */
  readonly participants: readonly Participant[];
  /** The conversation to begin with. Default: the newest one, or a new one where there is none. */
  readonly conversationId?: string | undefined;
}
