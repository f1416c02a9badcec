import { type ConversationEvent, isKnownEvent, isMessageEvent, textOf } from '@agent-chat/protocol';
import type { ExplanationEvidence } from '@agent-chat/protocol/cards';
import { firstChars } from '../text/first-chars.js';
import type { AskedWhy } from './asked-why.js';

/** So much evidence a reader looks through. */
const MAX_EVIDENCE = 20;
const MAX_QUOTE_CHARS = 80;
/** What the card takes. */
const MAX_LABEL_CHARS = 1_000;
const MAX_URL_CHARS = 8_192;

/** What the log has that a message stands on: its question, results of tools, approvals, sources, policies. */
export function evidenceIn(
  events: readonly ConversationEvent[],
  { message }: AskedWhy,
): ExplanationEvidence[] {
  const earlier = events.filter(({ seq }) => seq < message.seq);
  return [
    ...questionBefore(earlier, message.author),
    ...workOf(earlier, message),
    ...citationsOf(message),
    ...policyIn(earlier),
  ]
    .slice(0, MAX_EVIDENCE)
    .map((one) => ({ ...one, label: firstChars(one.label, MAX_LABEL_CHARS) }));
}

function questionBefore(earlier: readonly ConversationEvent[], author: string): ExplanationEvidence[] {
  const question = earlier
    .filter(isMessageEvent)
    .findLast((event) => event.author !== author && event.payload.role === 'user');
  if (question === undefined) return [];
  const text = textOf(question.payload.parts).replace(/\s+/g, ' ').trim();
  const quoted = text.length > MAX_QUOTE_CHARS ? `${firstChars(text, MAX_QUOTE_CHARS)}…` : text;
  return [{ label: `Asked: “${quoted}”`, kind: 'message', seq: question.seq }];
}

/** What the turn of the message did before it, and the caps that broke for it. */
function workOf(
  earlier: readonly ConversationEvent[],
  { turn }: Pick<ConversationEvent, 'turn'>,
): ExplanationEvidence[] {
  const since = beginOf(earlier, turn);
  const names = new Map<string, string>();
  const asked = new Map<string, string>();
  return earlier.flatMap((event): ExplanationEvidence[] => {
    if (!isKnownEvent(event)) return [];
    switch (event.type) {
      case 'tool_call':
        names.set(event.payload.toolCallId, event.payload.name);
        return [];
      case 'tool_result': {
        if (event.turn !== turn) return [];
        const { toolCallId, error } = event.payload;
        const name = names.get(toolCallId) ?? 'a tool';
        const label = error === undefined ? `Result of ${name}` : `${name} failed: ${error.message}`;
        return [{ label, kind: 'tool_result', seq: event.seq }];
      }
      case 'approval_requested':
        asked.set(event.payload.approvalId, event.payload.subject.name);
        return [];
      case 'approval_resolved': {
        const { approvalId, decision } = event.payload;
        const name = asked.get(approvalId);
        if (name === undefined || !isOfTurn(earlier, approvalId, turn)) return [];
        const did = decision === 'approve' ? 'approved' : 'denied';
        return [{ label: `${event.author} ${did} ${name}`, kind: 'other', seq: event.seq }];
      }
      case 'budget_exceeded': {
        if (event.seq < since) return [];
        const { meter, window } = event.payload.budget;
        return [
          { label: `The budget for ${meter} (${window}) would be broken`, kind: 'other', seq: event.seq },
        ];
      }
      default:
        return [];
    }
  });
}

/** The `seq` from which on events lead to this turn: behind what closed the one before. */
function beginOf(earlier: readonly ConversationEvent[], turn: number): number {
  const opened = earlier.findIndex((event) => event.turn === turn);
  const before = opened === -1 ? earlier : earlier.slice(0, opened);
  const close = before.findLast(({ finality, type }) => finality !== 'none' || type === 'turn_cleared');
  return (close?.seq ?? 0) + 1;
}

/** Whether a call of this turn started by the approval. */
function isOfTurn(earlier: readonly ConversationEvent[], approvalId: string, turn: number): boolean {
  return earlier.some(
    (event) =>
      isKnownEvent(event) &&
      event.type === 'tool_started' &&
      event.turn === turn &&
      event.payload.approvalId === approvalId,
  );
}

function citationsOf({ payload, seq }: AskedWhy['message']): ExplanationEvidence[] {
  return payload.parts
    .flatMap((part) => ('citations' in part && part.type === 'text' ? (part.citations ?? []) : []))
    .map(({ title, url }) => ({
      label: title,
      kind: 'citation' as const,
      seq,
      ...(url !== undefined && url.length <= MAX_URL_CHARS && { url }),
    }));
}

function policyIn(earlier: readonly ConversationEvent[]): ExplanationEvidence[] {
  const newest = earlier.findLast((event) => event.type === 'policy_changed');
  if (newest === undefined || !isKnownEvent(newest) || newest.type !== 'policy_changed') return [];
  const { policyId, version } = newest.payload;
  return [{ label: `Policy ${policyId}, version ${version}`, kind: 'policy', seq: newest.seq }];
}
