import type { KnownEvent } from '../events/event.js';
import type {
  ActionEntry,
  ApprovalEntry,
  EventEntry,
  MessageEntry,
  QueryEntry,
  TimelineEntry,
  ToolEntry,
} from './state.js';
import type { ConversationEvent } from '../events/event.js';

type Of<T extends KnownEvent['type']> = Extract<KnownEvent, { type: T }>;

/** What later events call an entry by, where there are such. */
export function placeOf(entry: TimelineEntry): string | null {
  switch (entry.kind) {
    case 'message':
      return entry.message.messageId;
    case 'tool':
      return entry.toolCallId;
    case 'approval':
      return `approval:${entry.approvalId}`;
    case 'query':
      return `query:${entry.queryId}`;
    case 'action':
      return `action:${entry.seq}`;
    case 'event':
      return null;
  }
}

function baseOf(event: ConversationEvent): Omit<EventEntry, 'kind' | 'event'> {
  const { seq, ts, turn, author, audience, runId } = event;
  return { seq, ts, turn, author, audience, ...(runId === undefined ? {} : { runId }) };
}

export function eventEntry(event: ConversationEvent): EventEntry {
  return { ...baseOf(event), kind: 'event', event };
}

export function messageEntry(event: Of<'message'>): MessageEntry {
  const { finality, clientRequestId, payload } = event;
  const request = clientRequestId === undefined ? {} : { clientRequestId };
  return { ...baseOf(event), kind: 'message', finality, ...request, message: payload };
}

export function toolEntry(event: Of<'tool_call'>): ToolEntry {
  const { toolCallId, name, args } = event.payload;
  return { ...baseOf(event), kind: 'tool', toolCallId, name, args, status: 'called' };
}

export function approvalEntry(event: Of<'approval_requested'>): ApprovalEntry {
  const { approvalId, subject, args, argsHash, approvers, expiresAt, reason } = event.payload;
  return {
    ...baseOf(event),
    kind: 'approval',
    approvalId,
    subject,
    args,
    argsHash,
    approvers,
    expiresAt,
    ...(reason === undefined ? {} : { reason }),
    status: 'pending',
  };
}

export function queryEntry(event: Of<'query'>): QueryEntry {
  const { queryId, text, to } = event.payload;
  return { ...baseOf(event), kind: 'query', queryId, text, ...(to === undefined ? {} : { to }) };
}

export function actionEntry(event: Of<'action_invoked'>): ActionEntry {
  const { messageId, partId, actionId, payload } = event.payload;
  return {
    ...baseOf(event),
    kind: 'action',
    messageId,
    ...(partId === undefined ? {} : { partId }),
    actionId,
    ...(payload === undefined ? {} : { payload }),
  };
}
