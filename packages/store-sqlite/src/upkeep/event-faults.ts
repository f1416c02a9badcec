import type { Database } from 'better-sqlite3';
import { checksumOf } from '../event-rows.js';

interface ConversationHead {
  readonly id: number;
  readonly conversationId: string;
  readonly head: number;
}

interface StoredRow {
  readonly conversation: number;
  readonly seq: number;
  readonly json: string;
  readonly crc: number;
}

/** What is wrong with the events, one sentence each and at most `most`. SQLite itself checks no text. */
export function eventFaults(database: Database, most: number): readonly string[] {
  const conversations = new Map(
    database
      .prepare<[], ConversationHead>('SELECT id, conversation_id AS conversationId, head FROM conversations')
      .all()
      .map((row) => [row.id, { ...row, last: 0 }]),
  );
  const faults: string[] = [];
  // In the order in which they were written: one pass over the table, and dense within each conversation.
  const rows = database
    .prepare<[], StoredRow>('SELECT conversation, seq, json, crc FROM events ORDER BY position')
    .iterate();
  for (const { conversation, seq, json, crc } of rows) {
    const of = conversations.get(conversation);
    if (of === undefined) {
      faults.push(`an event ${seq} belongs to no conversation`);
    } else {
      const name = `event ${seq} of the conversation "${of.conversationId}"`;
      if (checksumOf(json) !== crc) faults.push(`${name} is damaged`);
      if (seq !== of.last + 1) faults.push(`${name} follows event ${of.last}`);
      of.last = seq;
    }
    if (faults.length >= most) return faults.slice(0, most);
  }
  for (const { conversationId, head, last } of conversations.values()) {
    // A head below 0 is a deleted conversation's.
    if (last !== Math.max(head, 0))
      faults.push(`the conversation "${conversationId}" ends at event ${last} of ${head}`);
    if (faults.length >= most) break;
  }
  return faults;
}
