import { type ConversationSnapshot, type ConversationState, fromSnapshot } from '@agent-chat/protocol';

/**
 * The state that the JSON of a snapshot stands for, or `null` for what is none. The server made it
 * by the same fold, so only its outline is checked: what would make reading it fail.
 */
export function readSnapshot(json: unknown): ConversationState | null {
  return isSnapshot(json) ? fromSnapshot(json) : null;
}

function isSnapshot(json: unknown): json is ConversationSnapshot {
  if (!isRecord(json) || !isRecord(json['control'])) return false;
  const { control, entries, clearedTurns, complete } = json;
  return (
    typeof control['conversationId'] === 'string' &&
    typeof control['seq'] === 'number' &&
    typeof control['lastTurn'] === 'number' &&
    isRecordOrNull(control['openTurn']) &&
    isListOf(control['queue'], isRecord) &&
    isListOf(control['participants'], isRecord) &&
    isListOf(entries, isEntry) &&
    isListOf(clearedTurns, Array.isArray) &&
    typeof complete === 'boolean'
  );
}

function isEntry(value: unknown): boolean {
  if (!isRecord(value) || typeof value['seq'] !== 'number') return false;
  if (value['kind'] === 'message')
    return isRecord(value['message']) && Array.isArray(value['message']['parts']);
  return value['kind'] === 'tool' || isRecord(value['event']);
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isRecordOrNull(value: unknown): boolean {
  return value === null || isRecord(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
