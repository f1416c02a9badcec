import type { KnownEvent } from '../events/event.js';
import { type FieldsOf, fieldsOf } from '../values/fields.js';
import type {
  ActionEntry,
  ApprovalEntry,
  EventEntry,
  MessageEntry,
  QueryEntry,
  TimelineEntry,
  ToolEntry,
} from './timeline-entry.js';
import type { ConversationEvent } from '../events/event.js';
import { withUnknown } from './unknown-fields.js';

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
  return fieldsOf(event, 'seq', 'ts', 'turn', 'author', 'audience', 'runId');
}

export function eventEntry(event: ConversationEvent): EventEntry {
  return { ...baseOf(event), kind: 'event', event };
}

export function messageEntry(event: Of<'message'>): MessageEntry {
  const own = fieldsOf(event, 'finality', 'clientRequestId');
  return withUnknown<MessageEntry>(
    { ...baseOf(event), kind: 'message', ...own, message: event.payload },
    event,
  );
}

export function toolEntry(event: Of<'tool_call'>): ToolEntry {
  const own = fieldsOf(event.payload, 'toolCallId', 'name', 'args');
  return withUnknown<ToolEntry>({ ...baseOf(event), kind: 'tool', ...own, status: 'called' }, event);
}

export function approvalEntry(event: Of<'approval_requested'>): ApprovalEntry {
  const { payload } = event;
  const own = { ...questionOf(payload), ...fieldsOf(payload, 'reason') };
  return withUnknown<ApprovalEntry>({ ...baseOf(event), kind: 'approval', ...own, status: 'pending' }, event);
}

/** What is asked, of whom, and until when. */
export function questionOf(
  payload: Of<'approval_requested'>['payload'],
): FieldsOf<typeof payload, 'approvalId' | 'subject' | 'args' | 'argsHash' | 'approvers' | 'expiresAt'> {
  return fieldsOf(payload, 'approvalId', 'subject', 'args', 'argsHash', 'approvers', 'expiresAt');
}

export function queryEntry(event: Of<'query'>): QueryEntry {
  const own = fieldsOf(event.payload, 'queryId', 'text', 'to');
  return withUnknown<QueryEntry>({ ...baseOf(event), kind: 'query', ...own }, event);
}

export function actionEntry(event: Of<'action_invoked'>): ActionEntry {
  const own = fieldsOf(event.payload, 'messageId', 'partId', 'actionId', 'payload');
  return withUnknown<ActionEntry>({ ...baseOf(event), kind: 'action', ...own }, event);
}
