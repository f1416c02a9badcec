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
  return fieldsOf(event, 'seq', 'ts', 'turn', 'author', 'audience', 'runId');
}

export function eventEntry(event: ConversationEvent): EventEntry {
  return { ...baseOf(event), kind: 'event', event };
}

export function messageEntry(event: Of<'message'>): MessageEntry {
  const own = fieldsOf(event, 'finality', 'clientRequestId');
  return { ...baseOf(event), kind: 'message', ...own, message: event.payload };
}

export function toolEntry(event: Of<'tool_call'>): ToolEntry {
  const own = fieldsOf(event.payload, 'toolCallId', 'name', 'args');
  return { ...baseOf(event), kind: 'tool', ...own, status: 'called' };
}

export function approvalEntry(event: Of<'approval_requested'>): ApprovalEntry {
  const { payload } = event;
  const reason = fieldsOf(payload, 'reason');
  return { ...baseOf(event), kind: 'approval', ...questionOf(payload), ...reason, status: 'pending' };
}

/** What is asked, of whom, and until when. */
export function questionOf(
  payload: Of<'approval_requested'>['payload'],
): FieldsOf<typeof payload, 'approvalId' | 'subject' | 'args' | 'argsHash' | 'approvers' | 'expiresAt'> {
  return fieldsOf(payload, 'approvalId', 'subject', 'args', 'argsHash', 'approvers', 'expiresAt');
}

export function queryEntry(event: Of<'query'>): QueryEntry {
  return { ...baseOf(event), kind: 'query', ...fieldsOf(event.payload, 'queryId', 'text', 'to') };
}

export function actionEntry(event: Of<'action_invoked'>): ActionEntry {
  const own = fieldsOf(event.payload, 'messageId', 'partId', 'actionId', 'payload');
  return { ...baseOf(event), kind: 'action', ...own };
}
