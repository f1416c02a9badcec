import type { ActionOutcome, Card } from '@agent-chat/protocol';

/** A button that was pressed on a message, or on one of its cards. */
export interface HostAction {
  readonly tenant: string;
  readonly conversationId: string;
  /** Names the action in its conversation: the same one may come twice. */
  readonly actionSeq: number;
  /** Who pressed it. */
  readonly author: string;
  readonly messageId: string;
  readonly partId?: string;
  readonly actionId: string;
  readonly payload?: unknown;
  /** The card as it stands, when the action is one of a card. */
  readonly card?: Card;
}

/**
 * The host's own answer to an action, asked for when the action is in the log. The outcome settles
 * it; `null` leaves it to the agent whose message it is, which becomes due. One that throws settles
 * it as `failed`.
 *
 * It is asked at least once for each action: again after a restart, or by another node when nothing
 * has come of it for the length of a lease. So it must do the same work once for an `actionSeq`.
 */
export type ActionHandler = (
  action: HostAction,
  options: { readonly signal: AbortSignal },
) => Promise<{ readonly outcome: ActionOutcome; readonly message?: string } | null>;
