import {
  AgentChatError,
  applyPatch,
  audienceLike,
  type Card,
  type CardPart,
  type ConversationState,
  isCard,
  type JsonValue,
  type MessageEntry,
  type MethodParams,
} from '@agent-chat/protocol';
import {
  type Actor,
  type Decision,
  logs,
  requireActor,
  requireNotEnded,
  systemEnvelope,
} from './decision.js';
import { requireMayWriteAs } from './execution-claim.js';
import { requireMessage } from './known-message.js';
import { requireSize } from './payload-size.js';

/** The card of this part of a message as it stands, or `null`. */
export function cardOf({ message }: MessageEntry, partId: string): Card | null {
  const part = message.parts.find((one): one is CardPart => one.partId === partId && one.type === 'card');
  return part?.card ?? null;
}

/**
 * Changes a card in the log. The patch is tried here on the card as the timeline has it, by the
 * function that every reader applies it with: what is logged applies everywhere.
 */
export function decidePatchCard(
  state: ConversationState,
  by: Actor,
  params: MethodParams<'patchCard'>,
  maxCardBytes: number,
): Decision<{ seq: number }> {
  const { clientRequestId, messageId, partId, rev, patch, executionId } = params;
  const { control } = state;
  requireActor(control, by);
  requireNotEnded(control);
  const entry = requireMessage(state, by, messageId);
  if (entry.author !== by.participantId && !by.operator) {
    throw new AgentChatError('Forbidden', 'Only its author and operators may change a card.');
  }
  requireMayWriteAs(control, by, executionId);
  const card = cardOf(entry, partId);
  if (card === null) {
    throw new AgentChatError('InvalidMessage', 'The message has no card in this part.', {
      details: { messageId, partId },
    });
  }
  const next = (entry.cardRevs?.[partId] ?? 0) + 1;
  if (rev !== next) {
    throw new AgentChatError('CasConflict', 'The card has been changed meanwhile.', {
      details: { expected: rev, actual: next },
    });
  }
  requireSize(patch, maxCardBytes);
  requireSize(patched(card, patch), maxCardBytes);
  return logs(control, {
    ...systemEnvelope(by.participantId),
    audience: audienceLike(entry),
    type: 'card_patched',
    clientRequestId,
    ...(entry.runId === undefined ? {} : { runId: entry.runId }),
    ...(executionId === undefined ? {} : { executionId }),
    payload: { messageId, partId, rev, patch },
  });
}

/** @throws AgentChatError `InvalidMessage` when the patch does not apply, or leaves no card of this type */
function patched(card: Card, patch: MethodParams<'patchCard'>['patch']): Card {
  const result = applyPatch(card as unknown as JsonValue, patch);
  if (!result.ok) {
    const { index, reason } = result;
    throw new AgentChatError('InvalidMessage', `Operation ${index} of the patch does not apply: ${reason}.`, {
      details: { index, reason },
    });
  }
  const document: unknown = result.document;
  if (!isCard(document) || document.type !== card.type) {
    throw new AgentChatError(
      'InvalidMessage',
      'The patch would leave something that is no card of this type.',
    );
  }
  // As it will be folded: fields that this version does not know are kept, and count.
  return document;
}
