import { type ChatState, selectPendingAbout } from '@agent-chat/client';
import type { Rating } from '@agent-chat/protocol';

/** A comment that the server has not taken. */
export interface RefusedComment {
  readonly clientRequestId: string;
  readonly rating: Rating | null;
  readonly comment: string;
}

/** The last comment on a message that was refused, and is neither sent again nor given up. */
export function selectRefusedComment(state: ChatState, messageId: string): RefusedComment | null {
  for (const { method, status, params, clientRequestId } of selectPendingAbout(
    state,
    messageId,
  ).toReversed()) {
    if (method !== 'giveFeedback' || status !== 'failed' || !params.comment) continue;
    return { clientRequestId, rating: params.rating, comment: params.comment };
  }
  return null;
}
