import {
  type ControlState,
  type ConversationSnapshot,
  type ConversationState,
  fromSnapshot,
  isConversationEvent,
  isMessagePayload,
} from '@agent-chat/protocol';
import { isRecord } from './is-record.js';

/**
 * The state that the JSON of a snapshot stands for, or `null` for what is none. Entries are checked
 * as events are, because they are shown. Of the control state, which the server made by the same
 * fold, only the outline is checked; `applyFrame` copes with what it misses.
 */
export function readSnapshot(json: unknown): ConversationState | null {
  try {
    return isSnapshot(json) ? fromSnapshot(json) : null;
  } catch {
    return null; // Whatever breaks the reading is no snapshot.
  }
}

/** The lists of a control state; each is of objects. */
const LISTS = ['queue', 'participants', 'actions', 'approvals', 'runs', 'budgets', 'policies'] as const;

function isSnapshot(json: unknown): json is ConversationSnapshot {
  if (!isRecord(json) || !isControl(json['control'])) return false;
  const { entries, clearedTurns, runs, usage, fromSeq } = json;
  return (
    isListOf(entries, isEntry) &&
    isListOf(clearedTurns, Array.isArray) &&
    isListOf(runs, (run) => isRecord(run) && typeof run['runId'] === 'string') &&
    isListOf(usage, isRecord) &&
    typeof fromSeq === 'number'
  );
}

/** What is open, as the JSON of a `control` frame or a snapshot carries it; `null` for what is none. */
export function readControl(json: unknown): ControlState | null {
  return isControl(json) ? json : null;
}

function isControl(control: unknown): control is ControlState {
  return (
    isRecord(control) &&
    typeof control['conversationId'] === 'string' &&
    typeof control['seq'] === 'number' &&
    typeof control['lastTurn'] === 'number' &&
    isRecordOrNull(control['openTurn']) &&
    LISTS.every((name) => isListOf(control[name], isRecord))
  );
}

function isEntry(value: unknown): boolean {
  if (!isRecord(value) || typeof value['seq'] !== 'number' || typeof value['turn'] !== 'number') return false;
  if (value['kind'] === 'message') return isMessagePayload(value['message']);
  if (value['kind'] === 'tool') return typeof value['toolCallId'] === 'string';
  if (value['kind'] === 'approval')
    return typeof value['approvalId'] === 'string' && isRecord(value['subject']);
  if (value['kind'] === 'query') return typeof value['queryId'] === 'string';
  if (value['kind'] === 'action') return typeof value['actionId'] === 'string';
  return isConversationEvent(value['event']);
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isRecordOrNull(value: unknown): boolean {
  return value === null || isRecord(value);
}
