import {
  AgentChatError,
  applyPatch,
  audienceLike,
  type Card,
  type CardPart,
  type ConversationState,
  isCard,
  type JsonPatch,
  type JsonValue,
  type MessageEntry,
  type MethodParams,
} from '@agent-chat/protocol';
import { isAgent } from '../policy/participant-kind.js';
import {
  type Actor,
  type Decision,
  logs,
  requireActor,
  requireNotEnded,
  systemEnvelope,
} from './decision.js';
import { requireMayWriteAs } from './execution-claim.js';
import type { ReadPolicy } from './guard-call.js';
import { cardForbidden, guardedCard, rowChanges } from './guard-cards.js';
import { requireMessage } from './known-message.js';
import { requireSize } from './payload-size.js';

/** The card of this part of a message as it stands, or `null`. */
export function cardOf({ message }: MessageEntry, partId: string): Card | null {
  const part = message.parts.find((one): one is CardPart => one.partId === partId && one.type === 'card');
  return part?.card ?? null;
}

export interface PatchCardFacts {
  readonly maxCardBytes: number;
  readonly readPolicy: ReadPolicy;
}

/**
 * Changes a card in the log. The patch is tried here on the card as the timeline has it, by the
 * function that every reader applies it with: what is logged applies everywhere. A card of an agent is
 * held to the guard policy again; the host may leave what forbids it.
 *
 * @throws AgentChatError `Forbidden`, `UnknownMessage`, `InvalidMessage`, `CasConflict`, `PayloadTooLarge`,
 * `PolicyViolation`, `StaleFence`
 */
export function decidePatchCard(
  state: ConversationState,
  by: Actor,
  params: MethodParams<'patchCard'>,
  { maxCardBytes, readPolicy }: PatchCardFacts,
): Decision<{ seq: number }> {
  const { clientRequestId, messageId, partId, rev, executionId } = params;
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
  requireSize(params.patch, maxCardBytes);
  const changed = patched(card, params.patch);
  const { card: after, forbidding } = isAgent(control, entry.author)
    ? guardedCard(control, changed, readPolicy)
    : { card: changed, forbidding: [] };
  if (forbidding.length > 0 && !by.operator) throw cardForbidden(after, forbidding, { messageId, partId });
  const patch = patchTo(after, card, params.patch, rowChanges(changed, after));
  requireSize(patch, maxCardBytes);
  requireSize(after, maxCardBytes);
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

/** The patch with what changes in rows; where that is more than one patch may do, the card as a whole. */
function patchTo(after: Card, card: Card, patch: JsonPatch, changes: JsonPatch): JsonPatch {
  if (changes.length === 0) return patch;
  const both = [...patch, ...changes];
  const isApplied = applyPatch(card as unknown as JsonValue, both).ok;
  return isApplied ? both : [{ op: 'replace', path: '', value: after }];
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
