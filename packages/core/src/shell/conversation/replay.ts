import { AgentChatError } from '@agent-chat/protocol';
import type { IdempotencyKey } from '../../ports/event-store.js';

/**
 * The result that a command had when it was done, for a retry of it.
 * @throws AgentChatError `IdempotencyMismatch` when it was another command, or its answer was erased
 */
export function replay<R>(
  key: Omit<IdempotencyKey, 'resultJson'>,
  kept: { readonly paramsHash: string; readonly resultJson: string } | 'erased',
): R {
  if (kept === 'erased') {
    throw new AgentChatError(
      'IdempotencyMismatch',
      'This clientRequestId was used before, and what it answered was erased.',
      { details: { clientRequestId: key.requestId, erased: true } },
    );
  }
  if (kept.paramsHash !== key.paramsHash) {
    throw new AgentChatError(
      'IdempotencyMismatch',
      'This clientRequestId was used before with other params.',
      { details: { clientRequestId: key.requestId } },
    );
  }
  return JSON.parse(kept.resultJson) as R;
}
